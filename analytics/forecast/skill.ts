/** How good a forecast was, once the truth is known, and how good two forecasts would have been that know nothing. */

export interface Errors {
  readonly count: number;
  readonly mae: number;
  readonly rmse: number;
}

/** Of what was said against what came; pairs with a NaN on either side do not count. No pair: NaN. */
export function errorsOf(said: ArrayLike<number>, truth: ArrayLike<number>): Errors {
  let [count, absolute, square] = [0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    const miss = said[i]! - truth[i]!;
    if (Number.isNaN(miss)) continue;
    count += 1;
    absolute += Math.abs(miss);
    square += miss * miss;
  }
  return { count, mae: absolute / count, rmse: Math.sqrt(square / count) };
}

/** Share of the truth that lies within the band, its ends included. No pair: NaN. */
export function coverageOf(low: ArrayLike<number>, high: ArrayLike<number>, truth: ArrayLike<number>): number {
  let [count, inside] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    if (Number.isNaN(low[i]! + high[i]! + truth[i]!)) continue;
    count += 1;
    if (truth[i]! >= low[i]! && truth[i]! <= high[i]!) inside += 1;
  }
  return inside / count;
}

/** 1 is perfect, 0 is as good as the reference, below 0 is worse. A reference without error leaves nothing to gain: 0. */
export function skillOf(rmse: number, referenceRmse: number): number {
  return referenceRmse > 0 ? 1 - rmse / referenceRmse : 0;
}

/** It stays as it is: the newest value before or at `index`, NaN when there is none within `reachSteps`. */
export function persistenceAt(values: ArrayLike<number>, index: number, reachSteps = 12): number {
  for (let back = 0; back <= reachSteps && back <= index; back++) {
    if (!Number.isNaN(values[index - back]!)) return values[index - back]!;
  }
  return Number.NaN;
}

/**
 * It will be as it was one season (a day, a tidal day) before the moment that is asked for: `ahead` steps after `index`.
 * NaN when that moment was not observed.
 */
export function seasonalNaiveAt(values: ArrayLike<number>, index: number, ahead: number, seasonSteps: number): number {
  const seasonsBack = Math.max(1, Math.ceil(ahead / seasonSteps));
  const from = index + ahead - seasonsBack * seasonSteps;
  return from >= 0 ? values[from]! : Number.NaN;
}
