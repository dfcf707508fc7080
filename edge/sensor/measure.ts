/** How a raw number of a source becomes a reading: metric, asset, unit, scale and the quality that goes with it. */
import { type Observation, type Quality, type QualityFlag, UNITS } from '@chengyun/contracts';
import { aNumber, aText, oneOf, optional, type ShapeOf, withDefault } from '../agent/json-config.ts';

/** Fields that every point of a driver has in its configuration, beside where the number is found. */
export const measureShape = {
  metric: aText,
  /** May be left out when the device serves one asset. */
  asset: optional(aText),
  /** UCUM, as the metric's standard fixes it; the centre refuses another. */
  unit: oneOf(...UNITS),
  /** value = raw × scale + offset */
  scale: withDefault(aNumber(), 1),
  offset: withDefault(aNumber(), 0),
};
export type Measure = ShapeOf<typeof measureShape>;

export interface SaidQuality {
  readonly verdict: Quality;
  readonly flags?: QualityFlag[];
}

/** Null when there is no number or no time to hand over. */
export function observationFrom(
  { metric, asset, unit, scale, offset }: Measure,
  at: number,
  raw: number,
  quality: SaidQuality = { verdict: 'good' },
): Observation | null {
  const value = tidy(raw * scale + offset);
  if (!Number.isFinite(value) || !Number.isSafeInteger(at) || at < 0) return null;
  return { metric, ...(asset === undefined ? {} : { asset }), at, value, unit, quality };
}

/** 1234 × 0.01 is 12.34 and not 12.340000000000002: 12 digits are more than any sensor has. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
