/** The grids of one timeline: every series that is forecast or helps, on the step of each model that wants it. */
import type { Logger } from '@chengyun/platform/service/logger.ts';
import { createGrid, type Grid } from './grid.ts';
import { type ForecastPlan, keyOf, type SeriesName } from './plan.ts';

export interface SeriesBook {
  /** A reading, or the mean of `weight` readings; of a series that nobody wants nothing is kept. */
  add(series: SeriesName, atMs: number, value: number, weight?: number): void;
  grid(series: SeriesName, stepMs: number): Grid | null;
  /** Every series that is kept, by `asset|metric`. */
  known(): ReadonlyMap<string, SeriesName>;
  size(): number;
}

/** Metric to the steps on which it is kept. */
export function wantedSteps(plans: readonly ForecastPlan[]): ReadonlyMap<string, readonly number[]> {
  const steps = new Map<string, Set<number>>();
  for (const { model, metrics, helpers } of plans) {
    for (const metric of [...metrics, ...helpers.self, ...helpers.near]) {
      steps.set(metric, (steps.get(metric) ?? new Set()).add(model.stepMs));
    }
  }
  return new Map([...steps].map(([metric, set]) => [metric, [...set]]));
}

export function createSeriesBook(
  wanted: ReadonlyMap<string, readonly number[]>,
  limits: { readonly keepMs: number; readonly seriesMax: number },
  deps: { readonly onDropped: () => void; readonly logger: Logger },
): SeriesBook {
  const series = new Map<string, { readonly name: SeriesName; readonly grids: readonly Grid[] }>();
  let isFull = false;

  const open = ({ asset, metric }: SeriesName, key: string) => {
    const steps = wanted.get(metric);
    if (steps === undefined) return null;
    if (series.size >= limits.seriesMax) {
      if (!isFull) deps.logger.warn({ seriesMax: limits.seriesMax }, 'no further series are forecast');
      isFull = true;
      deps.onDropped();
      return null;
    }
    const name = { asset, metric };
    const fresh = { name, grids: steps.map((stepMs) => createGrid(name, stepMs, limits.keepMs)) };
    series.set(key, fresh);
    return fresh;
  };

  return {
    add: (name, atMs, value, weight) => {
      const key = keyOf(name);
      const found = series.get(key) ?? open(name, key);
      for (const grid of found?.grids ?? []) grid.add(atMs, value, weight);
    },
    grid: (name, stepMs) => series.get(keyOf(name))?.grids.find((grid) => grid.stepMs === stepMs) ?? null,
    known: () => new Map([...series].map(([key, { name }]) => [key, name])),
    size: () => series.size,
  };
}
