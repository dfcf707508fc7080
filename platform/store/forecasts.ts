/** Forecasts as they were issued, and the newest figures of what they were worth. */
import type { ForecastRecord, ForecastScoreRecord } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

export interface LoggedForecast {
  readonly offset: number;
  readonly record: ForecastRecord;
}

export interface ForecastFilter {
  readonly timeline: string;
  readonly asset?: string;
  readonly metric?: string;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

/** Forecasts of these metrics from one offset of their stream (included) to another (excluded). */
export async function readForecasts(
  client: Queryable,
  timeline: string,
  metrics: readonly string[],
  from: number,
  to: number,
): Promise<readonly LoggedForecast[]> {
  const { rows } = await client.query<LoggedForecast>(
    `SELECT log_offset AS offset, body AS record FROM forecasts
     WHERE timeline = $1 AND metric = ANY($2) AND log_offset >= $3 AND log_offset < $4 ORDER BY log_offset`,
    [timeline, metrics, from, to],
  );
  return rows;
}

/** The newest forecast of each series before an offset; without one the newest of all. In the order of the stream. */
export async function latestForecasts(
  client: Queryable,
  { timeline, asset, metric }: ForecastFilter,
  before = Number.MAX_SAFE_INTEGER,
): Promise<readonly LoggedForecast[]> {
  const { rows } = await client.query<LoggedForecast>(
    `SELECT * FROM (SELECT DISTINCT ON (asset, metric) log_offset AS offset, body AS record FROM forecasts
       WHERE timeline = $1 AND ($2::text IS NULL OR asset = $2) AND ($3::text IS NULL OR metric = $3)
         AND log_offset < $4
       ORDER BY asset, metric, log_offset DESC) AS newest ORDER BY "offset"`,
    [timeline, asset ?? null, metric ?? null, before],
  );
  return rows;
}

/** Forecasts that were issued after a moment of the timeline, oldest first. */
export async function forecastsSince(
  client: Queryable,
  timeline: string,
  afterMs: number,
): Promise<readonly ForecastRecord[]> {
  const { rows } = await client.query<{ body: ForecastRecord }>(
    'SELECT body FROM forecasts WHERE timeline = $1 AND issued_at > $2 ORDER BY log_offset',
    [timeline, timeOf(afterMs)],
  );
  return rows.map(({ body }) => body);
}

export async function forecastScores(
  client: Queryable,
  { timeline, asset, metric }: ForecastFilter,
): Promise<readonly ForecastScoreRecord[]> {
  const { rows } = await client.query<{ body: ForecastScoreRecord }>(
    `SELECT body FROM forecast_scores WHERE timeline = $1 AND ($2::text IS NULL OR asset = $2)
       AND ($3::text IS NULL OR metric = $3) ORDER BY asset, metric`,
    [timeline, asset ?? null, metric ?? null],
  );
  return rows.map(({ body }) => body);
}

/** Forgets what was issued before `beforeMs`, except on timelines that still run a past of their own; returns how many. */
export async function dropOldForecasts(client: Queryable, beforeMs: number): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM forecasts USING timelines t WHERE forecasts.timeline = t.id AND issued_at < $1
       AND (t.kind = 'live' OR t.ended_at_ms < $2)`,
    [timeOf(beforeMs), Math.round(beforeMs)],
  );
  return rowCount ?? 0;
}
