/** All series of one metric on one timeline: the version in force, when it is fitted again, and from what. */
import type { Asset, ForecastRecord } from '@chengyun/contracts';
import type { ForecastInputs } from '../model.ts';
import type { FitJob } from './fit-job.ts';
import { cellOf, type Grid } from './grid.ts';
import { type ForecastPlan, helpersOf, keyOf, type SeriesName, seasonMsOf } from './plan.ts';
import type { SeriesBook } from './series-book.ts';
import { createSeriesForecasts, type FittedVersion, type SeriesForecasts } from './series-forecasts.ts';

export interface GroupOptions {
  readonly timeline: string;
  readonly metric: string;
  readonly plan: ForecastPlan;
  readonly book: SeriesBook;
  readonly assets: () => ReadonlyMap<string, Asset>;
  readonly spanMs: number;
  readonly truthsMin: number;
}

export interface GroupForecasts {
  readonly metric: string;
  readonly plan: ForecastPlan;
  /** The version in force; `issued`: what an earlier run issued with it. */
  use(version: FittedVersion, trainedToMs: number, issued: readonly ForecastRecord[], atMs: number): void;
  version(): { readonly version: number; readonly trainedToMs: number } | null;
  /** Every series of the group that is kept, with its forecasts once there is a version. */
  series(): readonly { readonly name: SeriesName; readonly forecasts: SeriesForecasts | null }[];
  /** What a fit at this moment would learn from; null with the missing time when no series is long enough. */
  fitJob(
    atMs: number,
  ): { readonly job: FitJob; readonly fromMs: number; readonly toMs: number } | { readonly missingMs: number };
}

/** The end of the history that is held out of a fit. */
const HELD_OUT_SHARE = 0.1;
const HELD_OUT_MS_MAX = 3 * 86_400_000;
/** A fit sees full hours only, so that the next run of the same exercise, which begins on one, may use it. */
const FIT_ENDS_ON_MS = 3_600_000;
const SEED = 20_260_915;

export function createGroupForecasts(options: GroupOptions): GroupForecasts {
  const { timeline, metric, plan, book, assets, spanMs, truthsMin } = options;
  const { model } = plan;
  const { stepMs } = model;
  const forecasts = new Map<string, SeriesForecasts>();
  let inForce: { readonly fitted: FittedVersion; readonly trainedToMs: number } | null = null;

  const targets = () => [...book.known().values()].filter((name) => name.metric === metric);
  const inputsOf = (name: SeriesName, helpers: readonly SeriesName[], from: number, to: number): ForecastInputs => ({
    target: book.grid(name, stepMs)!.slice(from, to),
    helpers: helpers.map((helper) => book.grid(helper, stepMs)!.slice(from, to)),
  });
  const forecastsOf = (name: SeriesName, fitted: FittedVersion): SeriesForecasts => {
    const known = forecasts.get(keyOf(name));
    if (known) return known;
    const helpers = helpersOf(name, plan, book.known(), assets());
    const inputs = (from: number, to: number) => inputsOf(name, helpers, from, to);
    const fresh = createSeriesForecasts(book.grid(name, stepMs)!, fitted, { timeline, spanMs, truthsMin, inputs });
    forecasts.set(keyOf(name), fresh);
    return fresh;
  };

  return {
    metric,
    plan,
    use: (fitted, trainedToMs, issued, atMs) => {
      inForce = { fitted, trainedToMs };
      forecasts.clear();
      const own = issued.filter((one) => one.model === fitted.model.id && one.version === fitted.version);
      for (const [key, records] of Map.groupBy(own, keyOf)) {
        const name = book.known().get(key);
        if (name?.metric === metric) forecastsOf(name, fitted).restore(records, atMs);
      }
    },
    version: () => inForce && { version: inForce.fitted.version, trainedToMs: inForce.trainedToMs },
    series: () => targets().map((name) => ({ name, forecasts: inForce && forecastsOf(name, inForce.fitted) })),
    fitJob: (atMs) => {
      const toCell = cellOf(Math.floor(atMs / FIT_ENDS_ON_MS) * FIT_ENDS_ON_MS, stepMs);
      const spanOf = (grid: Grid) => (toCell - (grid.oldest() ?? toCell)) * stepMs;
      const neededMs = model.fitNeedsMs / (1 - HELD_OUT_SHARE);
      const known = targets().map((name) => ({ name, grid: book.grid(name, stepMs)! }));
      const long = known.filter(({ grid }) => spanOf(grid) >= neededMs);
      const longestMs = Math.max(0, ...known.map(({ grid }) => spanOf(grid)));
      if (long.length === 0) return { missingMs: neededMs - longestMs };
      const helping = book.known();
      const group = long.map(({ name, grid }) =>
        inputsOf(name, helpersOf(name, plan, helping, assets()), grid.oldest()!, toCell),
      );
      const heldOutFrom = group.map(({ target: { values } }) => {
        const held = Math.min(values.length * HELD_OUT_SHARE, HELD_OUT_MS_MAX / stepMs);
        return values.length - Math.floor(held);
      });
      const name = `${timeline} ${metric}`;
      const job = { name, model: model.id, group, heldOutFrom, seasonMs: seasonMsOf(metric), seed: SEED };
      return { job, fromMs: Math.min(...group.map(({ target }) => target.fromMs)), toMs: toCell * stepMs };
    },
  };
}
