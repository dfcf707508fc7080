/**
 * Water balance of one underpass: rain on its catchment runs in, pumps take out what they can, the rest stands on the
 * road. Rational method with a runoff coefficient of 0.9 for paved ground.
 */
export interface UnderpassShape {
  readonly catchmentM2: number;
  /** Water surface at depth; the ramp widens with depth, taken as constant here. */
  readonly pondM2: number;
  /** Capacity of all pumps together, as rain on the catchment in mm/h (old systems: 36). */
  readonly pumpMmPerH: number;
  readonly pumps: number;
}

export const OLD_UNDERPASS: UnderpassShape = { catchmentM2: 8_000, pondM2: 900, pumpMmPerH: 36, pumps: 3 };

const RUNOFF = 0.9;

/** Depth in centimetres after one step. */
export function stepDepthCm(
  shape: UnderpassShape,
  depthCm: number,
  rainMmPerH: number,
  pumpsRunning: number,
  stepS: number,
): number {
  const inM3 = (rainMmPerH / 1000) * shape.catchmentM2 * RUNOFF * (stepS / 3600);
  const share = shape.pumps === 0 ? 0 : pumpsRunning / shape.pumps;
  const outM3 = (shape.pumpMmPerH / 1000) * shape.catchmentM2 * share * (stepS / 3600);
  return Math.max(0, depthCm + ((inM3 - outM3) / shape.pondM2) * 100);
}
