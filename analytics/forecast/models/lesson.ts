/** What a model learns from: rows of features with their truths, and how features are brought to one unit. */
import { createRandom } from '@chengyun/basemap/random.ts';

export interface Lesson {
  readonly rows: number;
  readonly featureCount: number;
  readonly targetCount: number;
  readonly features: Float32Array;
  /** NaN where the truth is missing. */
  readonly targets: Float32Array;
  /** Which series a row is of, counted from 0. */
  readonly series: Int32Array;
  /** 1: never learned from before the band is calibrated. */
  readonly heldOut: Uint8Array;
}

const FEATURE_LIMIT = 8;
const ROUNDING = 1e-9;

/** What never varied in the lesson, as rain in a month of drought, says nothing: its weights were never learned. */
export const inUnits = (value: number, mean: number, spread: number) =>
  spread === 0 ? 0 : Math.max(-FEATURE_LIMIT, Math.min(FEATURE_LIMIT, (value - mean) / spread));

export function moments({ rows, featureCount, features }: Lesson): { mean: Float64Array; spread: Float64Array } {
  const mean = new Float64Array(featureCount);
  const spread = new Float64Array(featureCount);
  for (let at = 0; at < rows * featureCount; at++)
    mean[at % featureCount] = mean[at % featureCount]! + features[at]! / rows;
  for (let at = 0; at < rows * featureCount; at++) {
    const i = at % featureCount;
    spread[i] = spread[i]! + (features[at]! - mean[i]!) ** 2 / rows;
  }
  for (let i = 0; i < featureCount; i++) {
    spread[i] = Math.sqrt(spread[i]!);
    // A constant whose mean was rounded is still one.
    if (spread[i]! < ROUNDING * Math.abs(mean[i]!)) spread[i] = 0;
  }
  return { mean, spread };
}

export function standardised(
  { features, featureCount }: Lesson,
  mean: Float64Array,
  spread: Float64Array,
): Float32Array {
  return features.map((value, at) => inUnits(value, mean[at % featureCount]!, spread[at % featureCount]!));
}

export function split({ rows, heldOut }: Lesson): [learning: Int32Array, kept: Int32Array] {
  const all = Array.from({ length: rows }, (_, row) => row);
  return [
    Int32Array.from(all.filter((row) => heldOut[row] === 0)),
    Int32Array.from(all.filter((row) => heldOut[row] === 1)),
  ];
}

export function sample(rows: Int32Array, countMax: number, seed: number): Int32Array {
  if (rows.length <= countMax) return rows;
  const random = createRandom(seed + 1);
  return Int32Array.from({ length: countMax }, () => rows[Math.floor(random() * rows.length)]!);
}
