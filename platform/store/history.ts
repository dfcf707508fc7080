/** History for people: one series at screen resolution, or many spark lines in one query. Bad values are left out. */
import type { Queryable } from './store.ts';

export interface HistoryRange {
  readonly timeline: string;
  /** From this moment of the timeline, epoch milliseconds, included... */
  readonly fromMs: number;
  /** ...to this one, excluded. */
  readonly toMs: number;
}

export interface HistoryRequest extends HistoryRange {
  readonly asset: string;
  readonly metric: string;
  /** Averages over this many equal spans; left out: every reading, the first READINGS_MAX of them. */
  readonly bins?: number;
}

export interface HistoryPoint {
  /** Time of the reading, or the beginning of the span it is the average of. Epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

export const READINGS_MAX = 50_000;
/** Store code of `bad`, see contracts/quality.ts. */
const BAD = 2;

const timeOf = (ms: number): string => new Date(ms).toISOString();

/** Oldest first. Spans without a usable reading are absent. */
export async function readHistory(client: Queryable, request: HistoryRequest): Promise<readonly HistoryPoint[]> {
  const { timeline, asset, metric, fromMs, toMs, bins } = request;
  const range = [timeline, asset, metric, timeOf(fromMs), timeOf(toMs)];
  const readings = `FROM observations WHERE series =
      (SELECT id FROM series WHERE timeline = $1 AND asset = $2 AND metric = $3)
    AND at >= $4::timestamptz AND at < $5::timestamptz AND quality < ${BAD}`;
  if (bins === undefined) {
    const { rows } = await client.query<{ at: Date; value: number }>(
      `SELECT at, value ${readings} ORDER BY at, log_offset, item LIMIT ${READINGS_MAX}`,
      range,
    );
    return rows.map(({ at, value }) => ({ at: at.getTime(), value }));
  }
  const widthMs = (toMs - fromMs) / bins;
  const { rows } = await client.query<{ at: Date; value: number }>(
    `SELECT date_bin($6::double precision * INTERVAL '1 ms', at, $4::timestamptz) AS at, avg(value) AS value
     ${readings} GROUP BY 1 ORDER BY 1`,
    [...range, widthMs],
  );
  return rows.map(({ at, value }) => ({ at: at.getTime(), value }));
}

export interface SparksRequest extends HistoryRange {
  /** `<asset>|<metric>`, as in contracts/live.ts. */
  readonly keys: readonly string[];
  readonly bins: number;
}

/** For every wanted key its averages, oldest first, null where there was nothing. */
export async function readSparks(
  client: Queryable,
  request: SparksRequest,
): Promise<ReadonlyMap<string, readonly (number | null)[]>> {
  const { timeline, keys, fromMs, toMs, bins } = request;
  const sparks = new Map(keys.map((key) => [key, new Array<number | null>(bins).fill(null)]));
  const widthMs = (toMs - fromMs) / bins;
  const { rows } = await client.query<{ key: string; at: Date; value: number }>(
    `SELECT wanted.key, spark.at, spark.value
     FROM unnest($2::text[]) AS wanted (key)
     JOIN series s ON s.timeline = $1 AND s.asset = split_part(wanted.key, '|', 1)
       AND s.metric = split_part(wanted.key, '|', 2)
     CROSS JOIN LATERAL (
       SELECT date_bin($5::double precision * INTERVAL '1 ms', at, $3::timestamptz) AS at, avg(value) AS value
       FROM observations o WHERE o.series = s.id AND at >= $3::timestamptz AND at < $4::timestamptz AND quality < ${BAD}
       GROUP BY 1) AS spark`,
    [timeline, keys, timeOf(fromMs), timeOf(toMs), widthMs],
  );
  for (const { key, at, value } of rows) {
    const bin = Math.min(bins - 1, Math.round((at.getTime() - fromMs) / widthMs));
    const spark = sparks.get(key);
    if (spark !== undefined) spark[bin] = value;
  }
  return sparks;
}
