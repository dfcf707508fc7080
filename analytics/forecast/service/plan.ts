/** Which model serves which metric, what helps it, and what one season of a metric is. */

import type { Asset } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
import type { ForecastModel } from '../model.ts';

export interface ForecastPlan {
  readonly model: ForecastModel;
  /** Each metric is a group of its own. */
  readonly metrics: readonly string[];
  /** Metrics of the same asset, and of assets nearby, whose series help. */
  readonly helpers: { readonly self: readonly string[]; readonly near: readonly string[] };
}

export interface SeriesName {
  readonly asset: string;
  readonly metric: string;
}

export const keyOf = ({ asset, metric }: SeriesName): string => `${asset}|${metric}`;

/** Two turns of the principal lunar tide M2, 28.9841042 degrees an hour. */
const TIDAL_DAY_MS = Math.round((720 / 28.9841042) * 3_600_000);
const DAY_MS = 86_400_000;
const NEAR_M = 6_000;
const NEAR_MAX = 4;

/** What the seasonal naive forecast repeats. */
export function seasonMsOf(metric: string): number {
  return metric === 'water.level' ? TIDAL_DAY_MS : DAY_MS;
}

/** Series among the known ones that help a target: its own first, then those nearby, the nearest first. */
export function helpersOf(
  target: SeriesName,
  plan: ForecastPlan,
  known: ReadonlyMap<string, SeriesName>,
  assets: ReadonlyMap<string, Asset>,
): readonly SeriesName[] {
  const own = plan.helpers.self
    .map((metric) => ({ asset: target.asset, metric }))
    .filter((one) => known.has(keyOf(one)));
  const place = assets.get(target.asset);
  if (place === undefined) return own;
  const near = plan.helpers.near.flatMap((metric) =>
    [...known.values()]
      .filter((one) => one.metric === metric && one.asset !== target.asset)
      .map((one) => ({ one, asset: assets.get(one.asset) }))
      .flatMap(({ one, asset }) => (asset ? [{ one, awayM: distanceM(place, asset) }] : []))
      .filter(({ awayM }) => awayM <= NEAR_M)
      .sort((a, b) => a.awayM - b.awayM || (a.one.asset < b.one.asset ? -1 : 1))
      .slice(0, NEAR_MAX)
      .map(({ one }) => one),
  );
  return [...own, ...near];
}
