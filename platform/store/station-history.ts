/** One series for a person who asks whether it can be believed: averages with their spread, and the quality of each span. */
import { flagsFromBits, type StationBin } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

export interface StationRequest {
  readonly timeline: string;
  readonly asset: string;
  readonly metric: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Equal spans of which only those with a reading are answered. */
  readonly bins: number;
}

interface Row {
  at: Date;
  value: number | null;
  min: number | null;
  max: number | null;
  readings: number;
  doubtful: number;
  flags: number;
}

/** Oldest first. */
export async function readStationHistory(client: Queryable, request: StationRequest): Promise<readonly StationBin[]> {
  const { timeline, asset, metric, fromMs, toMs, bins } = request;
  const { rows } = await client.query<Row>(
    `SELECT date_bin($6::double precision * INTERVAL '1 ms', at, $4::timestamptz) AS at,
       avg(value) FILTER (WHERE quality < 2) AS value, min(value) FILTER (WHERE quality < 2) AS min,
       max(value) FILTER (WHERE quality < 2) AS max, count(*)::int AS readings,
       (count(*) FILTER (WHERE quality > 0))::int AS doubtful, coalesce(bit_or(flags), 0)::int AS flags
     FROM observations
     WHERE series = (SELECT id FROM series WHERE timeline = $1 AND asset = $2 AND metric = $3)
       AND at >= $4::timestamptz AND at < $5::timestamptz GROUP BY 1 ORDER BY 1`,
    [timeline, asset, metric, new Date(fromMs).toISOString(), new Date(toMs).toISOString(), (toMs - fromMs) / bins],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime(), flags: flagsFromBits(row.flags) }));
}
