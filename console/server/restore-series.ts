/** The newest stored value of every series of the timelines that run, for those whose log records are out of reach. */
import { flagsFromBits, qualityFromCode, type SeriesView } from '@chengyun/contracts';
import type { Queryable } from '@chengyun/platform/store/store.ts';

interface Row {
  asset: string;
  metric: string;
  at: number;
  value: number;
  quality: number;
  flags: number;
}

const SERIES_MAX = 20_000;

export async function readNewestValues(client: Queryable, timeline: string): Promise<readonly SeriesView[]> {
  const { rows } = await client.query<Row>(
    `SELECT s.asset, s.metric, (extract(epoch FROM newest.at) * 1000)::bigint AS at, newest.value, newest.quality, newest.flags
     FROM series s CROSS JOIN LATERAL (
       SELECT at, value, quality, flags FROM observations o WHERE o.series = s.id ORDER BY at DESC LIMIT 1) AS newest
     WHERE s.timeline = $1 LIMIT ${SERIES_MAX}`,
    [timeline],
  );
  return rows.map(({ asset, metric, at, value, quality, flags }) => ({
    key: `${asset}|${metric}`,
    asset,
    metric,
    at,
    value,
    quality: qualityFromCode(quality),
    flags: flagsFromBits(flags),
  }));
}
