/** How complete, how timely and how believable each series of a timeline is over a span. */
import type { SeriesQuality } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

export interface QualityRequest {
  readonly timeline: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Period of each metric, timeline milliseconds; a metric without one is left out. */
  readonly periodMs: ReadonlyMap<string, number>;
}

interface Row {
  asset: string;
  metric: string;
  readings: number;
  good: number;
  filled: number;
  first_ms: number | null;
  newest_ms: number | null;
}

/** A series is expected from its first reading on, so that a station of this morning is not blamed for the night. */
export async function readSeriesQuality(client: Queryable, request: QualityRequest): Promise<readonly SeriesQuality[]> {
  const { timeline, fromMs, toMs, periodMs } = request;
  const { rows } = await client.query<Row>(
    `SELECT s.asset, s.metric, q.readings, q.good, q.filled, q.first_ms, q.newest_ms
     FROM series s JOIN unnest($4::text[], $5::float8[]) AS standard (metric, period) ON standard.metric = s.metric
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS readings, (count(*) FILTER (WHERE quality = 0))::int AS good,
         count(DISTINCT floor(extract(epoch FROM at) * 1000 / standard.period))::int AS filled,
         (extract(epoch FROM min(at)) * 1000)::float8 AS first_ms, (extract(epoch FROM max(at)) * 1000)::float8 AS newest_ms
       FROM observations o WHERE o.series = s.id AND at >= $2::timestamptz AND at < $3::timestamptz) AS q
     WHERE s.timeline = $1 ORDER BY s.metric, s.asset`,
    [
      timeline,
      new Date(fromMs).toISOString(),
      new Date(toMs).toISOString(),
      [...periodMs.keys()],
      [...periodMs.values()],
    ],
  );
  return rows.map(({ asset, metric, readings, good, filled, first_ms, newest_ms }) => {
    const period = periodMs.get(metric)!;
    const expected = first_ms === null ? Math.floor((toMs - fromMs) / period) : Math.floor((toMs - first_ms) / period);
    return { asset, metric, readings, good, filled, expected: Math.max(1, filled, expected), newestAt: newest_ms };
  });
}
