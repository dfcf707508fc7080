/** Bands between the steps at which a model speaks, and the shift that makes a band hold. */
import type { ForecastBands } from '../model.ts';
import type { Residual } from './learner.ts';

/**
 * By how much an end of the band must move so that the wanted share of the misses lies below it; misses are truth minus
 * the end, NaN where there is no truth. Takes the next rank outwards, as split conformal prediction does, so that few
 * rows give a wider band.
 */
export function conformalOffset(misses: readonly number[], share: number): number {
  const sorted = misses.filter((miss) => !Number.isNaN(miss)).sort((a, b) => a - b);
  if (sorted.length === 0) return 0;
  const rank = share < 0.5 ? Math.floor(share * (sorted.length + 1)) - 1 : Math.ceil(share * (sorted.length + 1)) - 1;
  return sorted[Math.max(0, Math.min(sorted.length - 1, rank))]!;
}

/** Between `knots` (steps ahead, ascending, the first of them 1) by line; `base` is what the residual is added to. */
export function bandsFrom(
  residual: Residual,
  knots: readonly number[],
  steps: number,
  base: (step: number) => number,
  range: readonly [number, number],
): ForecastBands {
  const [p10, p50, p90]: [number[], number[], number[]] = [[], [], []];
  const within = (value: number) => Math.max(range[0], Math.min(range[1], value));
  let right = 0;
  for (let step = 1; step <= steps; step++) {
    while (right < knots.length - 1 && knots[right]! < step) right++;
    const left = knots[right]! > step ? Math.max(0, right - 1) : right;
    const share = right === left ? 0 : (step - knots[left]!) / (knots[right]! - knots[left]!);
    const at = (values: Float64Array) => within(base(step) + values[left]! + share * (values[right]! - values[left]!));
    p10.push(at(residual.low));
    p50.push(at(residual.centre));
    p90.push(at(residual.high));
  }
  return { p10, p50, p90 };
}
