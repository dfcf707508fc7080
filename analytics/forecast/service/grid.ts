/**
 * One series on a regular grid, for as long as it is kept. A cell is the mean of the readings within half a step around
 * its time. Gaps of a few steps between two readings are bridged by a line where the series is handed out: a gauge that
 * reports every ten minutes is whole on a grid of five.
 */
import type { GridSeries } from '../model.ts';
import type { SeriesName } from './plan.ts';

export interface Grid extends SeriesName {
  readonly stepMs: number;
  /** False for a reading that is older than what is kept. `weight`: how many readings the value is the mean of. */
  add(atMs: number, value: number, weight?: number): boolean;
  /** Value of the cell at a grid time as it was observed, NaN where nothing was. */
  at(cell: number): number;
  /** Newest cell with a reading, not after `untilCell`; null when there is none. */
  newest(untilCell: number): number | null;
  /** Oldest cell with a reading that is kept; null when there is none. */
  oldest(): number | null;
  /** From one cell to another, both included; bridged. */
  slice(fromCell: number, toCell: number): GridSeries;
}

const BRIDGED_STEPS_MAX = 4;

export const cellOf = (atMs: number, stepMs: number): number => Math.floor(atMs / stepMs);

export function createGrid({ asset, metric }: SeriesName, stepMs: number, keepMs: number): Grid {
  const size = Math.max(2, Math.ceil(keepMs / stepMs) + 1);
  const means = new Float64Array(size).fill(Number.NaN);
  const weights = new Uint16Array(size);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const isKept = (cell: number) => cell <= last && cell > last - size && cell >= first;
  const at = (cell: number) => (isKept(cell) ? means[cell % size]! : Number.NaN);

  const extendTo = (cell: number) => {
    for (let next = Math.max(last + 1, cell - size + 1); next <= cell; next++) {
      means[next % size] = Number.NaN;
      weights[next % size] = 0;
    }
    last = cell;
  };

  return {
    ...{ asset, metric, stepMs, at },
    add: (atMs, value, weight = 1) => {
      const cell = Math.round(atMs / stepMs);
      if (last === Number.NEGATIVE_INFINITY) {
        first = cell;
        last = cell - 1;
      }
      if (cell > last) extendTo(cell);
      if (cell <= last - size) return false;
      first = Math.min(first, cell);
      const place = cell % size;
      const before = weights[place]!;
      const total = Math.min(before + weight, 65_535);
      means[place] = before === 0 ? value : means[place]! + ((value - means[place]!) * weight) / total;
      weights[place] = total;
      return true;
    },
    newest: (untilCell) => {
      const oldest = Math.max(first, last - size + 1);
      for (let cell = Math.min(last, untilCell); cell >= oldest; cell--) if (!Number.isNaN(at(cell))) return cell;
      return null;
    },
    oldest: () => {
      for (let cell = Math.max(first, last - size + 1); cell <= last; cell++) if (!Number.isNaN(at(cell))) return cell;
      return null;
    },
    slice: (fromCell, toCell) => {
      const values = Float64Array.from({ length: toCell - fromCell + 1 }, (_, i) => at(fromCell + i));
      bridge(values);
      return { asset, metric, stepMs, fromMs: fromCell * stepMs, values };
    },
  };
}

/** Short gaps between two values, by line. */
function bridge(values: Float64Array): void {
  let known = -1;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    const steps = i - known;
    if (known >= 0 && steps > 1 && steps <= BRIDGED_STEPS_MAX) {
      for (let gap = known + 1; gap < i; gap++) {
        values[gap] = values[known]! + ((values[i]! - values[known]!) * (gap - known)) / steps;
      }
    }
    known = i;
  }
}
