/** How models name series in what they keep, and what values of a metric are possible. */
import { DOMAINS } from '@chengyun/domains/index.ts';
import type { GridSeries } from '../model.ts';

export const keyOf = ({ asset, metric }: Pick<GridSeries, 'asset' | 'metric'>) => `${asset}|${metric}`;

const RANGES = new Map(DOMAINS.flatMap(({ metrics }) => metrics.map(({ id, range }) => [id, range] as const)));

/** From the data standard; unbounded for a metric that is not in it. */
export function rangeOf(metric: string): readonly [number, number] {
  return RANGES.get(metric) ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}
