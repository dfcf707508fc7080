import type { ForecastRecord, ForecastScoreRecord, ForecastStreamRecord } from '@chengyun/contracts';
import type { PoolClient } from 'pg';
import { storableJson } from './storable-json.ts';

interface Logged<R> {
  readonly logOffset: number;
  readonly record: R;
}

/** Forecasts as rows, scores over those before them. */
export async function writeForecasts(
  client: PoolClient,
  logged: readonly Logged<ForecastStreamRecord>[],
): Promise<void> {
  const forecasts: Logged<ForecastRecord>[] = [];
  const newest = new Map<string, Logged<ForecastScoreRecord>>();
  for (const { logOffset, record } of logged) {
    if (record.k === 'forecast') forecasts.push({ logOffset, record });
    else newest.set(`${record.tl}|${record.asset}|${record.metric}`, { logOffset, record });
  }
  if (forecasts.length > 0) await insertForecasts(client, forecasts);
  if (newest.size > 0) await putScores(client, [...newest.values()]);
}

async function insertForecasts(client: PoolClient, forecasts: readonly Logged<ForecastRecord>[]): Promise<void> {
  const of = <T>(pick: (record: ForecastRecord) => T) => forecasts.map(({ record }) => pick(record));
  await client.query(
    `INSERT INTO forecasts (log_offset, timeline, asset, metric, issued_at, model, version, skilled, body)
     SELECT log_offset, timeline, asset, metric, to_timestamp(at_ms / 1000.0), model, version, skilled, body
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::int[], $8::boolean[],
       $9::jsonb[]) AS row (log_offset, timeline, asset, metric, at_ms, model, version, skilled, body)
     ON CONFLICT (log_offset) DO NOTHING`,
    [
      forecasts.map(({ logOffset }) => logOffset),
      of(({ tl }) => tl),
      of(({ asset }) => asset),
      of(({ metric }) => metric),
      of(({ issuedAt }) => issuedAt),
      of(({ model }) => model),
      of(({ version }) => version),
      of(({ skilled }) => skilled),
      of(storableJson),
    ],
  );
}

async function putScores(client: PoolClient, scores: readonly Logged<ForecastScoreRecord>[]): Promise<void> {
  const of = <T>(pick: (record: ForecastScoreRecord) => T) => scores.map(({ record }) => pick(record));
  await client.query(
    `INSERT INTO forecast_scores (timeline, asset, metric, at, log_offset, body)
     SELECT timeline, asset, metric, to_timestamp(at_ms / 1000.0), log_offset, body
     FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::bigint[], $6::jsonb[])
       AS row (timeline, asset, metric, at_ms, log_offset, body)
     ON CONFLICT (timeline, asset, metric) DO UPDATE SET at = EXCLUDED.at, log_offset = EXCLUDED.log_offset,
       body = EXCLUDED.body WHERE forecast_scores.log_offset < EXCLUDED.log_offset`,
    [
      of(({ tl }) => tl),
      of(({ asset }) => asset),
      of(({ metric }) => metric),
      of(({ at }) => at),
      scores.map(({ logOffset }) => logOffset),
      of(storableJson),
    ],
  );
}
