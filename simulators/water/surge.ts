/** Storm surge: the water that wind and low pressure push up the estuary on top of the tide. */
export interface Surge {
  readonly peakAtMs: number;
  readonly heightM: number;
  /** Widths of the rising and the falling side of an asymmetric Gaussian, in hours. */
  readonly riseH: number;
  readonly fallH: number;
}

export function surgeAtM(surge: Surge, tMs: number): number {
  const hours = (tMs - surge.peakAtMs) / 3_600_000;
  const width = hours < 0 ? surge.riseH : surge.fallH;
  return surge.heightM * Math.exp(-0.5 * (hours / width) ** 2);
}
