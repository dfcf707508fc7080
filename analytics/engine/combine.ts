import type { FromOthers } from '../rules/rule.ts';
import { histogramQuantile } from './histogram-quantile.ts';

const NO_BOUND = () => Number.POSITIVE_INFINITY;

/** Makes one value of many, nearest first; NaN where none has a value. `valueAt` gives NaN for one that has none. */
export function combine(
  from: FromOthers,
  count: number,
  valueAt: (index: number) => number,
  boundAt: (index: number) => number = NO_BOUND,
): number {
  if (from.combine === 'histogram') return histogramQuantile(from.quantile ?? 0, count, valueAt, boundAt);
  let result = Number.NaN;
  let known = 0;
  let matching = 0;
  for (let i = 0; i < count; i++) {
    const value = valueAt(i);
    if (Number.isNaN(value)) continue;
    known += 1;
    if (from.combine === 'nearest') return value;
    if (value >= from.over && value <= from.under) matching += 1;
    if (known === 1) result = value;
    else if (from.combine === 'max') result = Math.max(result, value);
    else if (from.combine === 'min') result = Math.min(result, value);
    else result += value;
  }
  switch (from.combine) {
    case 'avg':
      return result / Math.max(1, known);
    case 'count':
      return known > 0 ? matching : Number.NaN;
    case 'share':
      return known > 0 ? matching / known : Number.NaN;
    default:
      return result;
  }
}
