/** Means of all series of a metric over equal spans, each around the time that it stands at. */
import type { Queryable } from './store.ts';

export interface SeriesMean {
  readonly asset: string;
  readonly metric: string;
  readonly atMs: number;
  readonly value: number;
  readonly count: number;
}

/** Store code of `bad`, see contracts/quality.ts. */
const BAD = 2;

export async function readMeans(
  client: Queryable,
  of: { readonly timeline: string; readonly metric: string; readonly fromMs: number; readonly widthMs: number },
): Promise<readonly SeriesMean[]> {
  const { rows } = await client.query<SeriesMean>(
    `SELECT s.asset, s.metric, avg(value)::float8 AS value, count(*)::int AS count,
       round((extract(epoch FROM at) * 1000)::float8 / $4) * $4 AS "atMs"
     FROM series s JOIN observations o ON o.series = s.id
     WHERE s.timeline = $1 AND s.metric = $2 AND o.at >= to_timestamp($3::float8 / 1000.0) AND o.quality < ${BAD}
     GROUP BY s.asset, s.metric, "atMs" ORDER BY "atMs", s.asset`,
    [of.timeline, of.metric, of.fromMs, of.widthMs],
  );
  return rows;
}
