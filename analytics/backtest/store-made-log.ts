/** Puts a made-up log into the store as the archive would; for tests. */
import { codeFromQuality, type ForecastRecord } from '@chengyun/contracts';
import { copyObservations, seriesIds } from '@chengyun/platform/store/observations.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { MADE_TIMELINE, type MadeTick } from '../engine/made-log.ts';

export async function storeMadeLog(store: Store, made: readonly MadeTick[], withTicks = true): Promise<void> {
  const items = made.flatMap(({ records, tick }) =>
    records.flatMap((record) => record.items.map((each) => ({ ...each, tick: tick.n - 1 }))),
  );
  const keyOf = ({ asset, metric }: { asset: string; metric: string }) => ({ timeline: MADE_TIMELINE, asset, metric });
  const keys = [...new Map(items.map((each) => [`${each.asset}|${each.metric}`, keyOf(each)])).values()];
  const ids = await seriesIds(store, keys);
  const idOf = new Map(keys.map(({ asset, metric }, i) => [`${asset}|${metric}`, ids[i]!]));
  const rows = items.map(({ asset, metric, at, value, quality = 'good', tick }, logOffset) => ({
    ...{ atMs: at, series: idOf.get(`${asset}|${metric}`)!, value, qualityCode: codeFromQuality(quality) },
    ...{ flagBits: 0, tick, partition: 0, logOffset, item: 0 },
  }));
  await store.tx(async (client) => {
    await copyObservations(client, rows);
    if (!withTicks) return;
    await client.query(
      `INSERT INTO ticks (timeline, n, at, facts, forecasts) SELECT $1, n, to_timestamp(at_ms / 1000.0), 0, forecasts
       FROM unnest($2::bigint[], $3::float8[], $4::bigint[]) AS row (n, at_ms, forecasts)`,
      [
        MADE_TIMELINE,
        made.map(({ tick }) => tick.n),
        made.map(({ tick }) => tick.at),
        made.map(({ tick }) => tick.forecasts ?? null),
      ],
    );
  });
}

/** `forecasts[i]` has offset `i` of the stream. */
export async function storeMadeForecasts(store: Store, forecasts: readonly ForecastRecord[]): Promise<void> {
  await store.query(
    `INSERT INTO forecasts (log_offset, timeline, asset, metric, issued_at, model, version, skilled, body)
     SELECT place - 1, body->>'tl', body->>'asset', body->>'metric', to_timestamp((body->>'issuedAt')::float8 / 1000),
       body->>'model', 1, (body->>'skilled')::boolean, body
     FROM unnest($1::jsonb[]) WITH ORDINALITY AS row (body, place)`,
    [forecasts.map((record) => JSON.stringify(record))],
  );
}
