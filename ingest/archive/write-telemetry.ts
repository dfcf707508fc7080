/** Writes the rows of one telemetry partition in the caller's transaction. */

import type { TickRecord } from '@chengyun/contracts';
import { copyObservations, type SeriesIds, type SeriesKey } from '@chengyun/platform/store/observations.ts';
import { DAY_MS } from '@chengyun/platform/store/partitions.ts';
import type { PoolClient } from 'pg';
import type { LateSpans } from './late-spans.ts';
import { storableJson } from './storable-json.ts';
import type { EventRow, PendingObservation, TelemetryRows } from './telemetry-rows.ts';

/** Days that one COPY may touch; the store refuses more than 400 in one call. */
const COPY_DAYS_MAX = 200;

export async function writeTelemetry(
  client: PoolClient,
  series: SeriesIds,
  partition: number,
  { observations, events, ticks }: TelemetryRows,
  late: LateSpans,
): Promise<void> {
  await numberSeries(series, observations);
  await late.note(client, observations);
  for (const part of splitByDays(observations)) await copyObservations(client, part);
  if (events.length > 0) await insertEvents(client, partition, events);
  if (ticks.length > 0) await insertTicks(client, ticks);
}

async function numberSeries(series: SeriesIds, observations: readonly PendingObservation[]): Promise<void> {
  const keys = [...new Set<SeriesKey>(observations.map(({ key }) => key))];
  const ids = await series.idsOf(keys);
  const idOf = new Map(keys.map((key, index) => [key, ids[index] as number]));
  for (const row of observations) row.series = idOf.get(row.key) as number;
}

/** A replay may bring years of data in one batch. */
export function splitByDays<T extends { readonly atMs: number }>(rows: readonly T[], daysMax = COPY_DAYS_MAX): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let days = new Set<number>();
  for (const row of rows) {
    const day = Math.floor(row.atMs / DAY_MS);
    if (!days.has(day) && days.size >= daysMax) {
      parts.push(part);
      part = [];
      days = new Set();
    }
    days.add(day);
    part.push(row);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

async function insertEvents(client: PoolClient, partition: number, events: readonly EventRow[]): Promise<void> {
  await client.query(
    `INSERT INTO device_events (at, timeline, device, asset, event, body, partition, log_offset, item, tick)
     SELECT to_timestamp(at_ms / 1000.0), timeline, device, asset, event, body, $9, log_offset, item, tick
     FROM unnest($1::float8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::bigint[], $8::int[],
       $10::bigint[]) AS row (at_ms, timeline, device, asset, event, body, log_offset, item, tick)`,
    [
      events.map(({ atMs }) => atMs),
      events.map(({ timeline }) => timeline),
      events.map(({ device }) => device),
      events.map(({ asset }) => asset),
      events.map(({ event }) => event),
      events.map(({ body }) => storableJson(body)),
      events.map(({ logOffset }) => logOffset),
      events.map(({ item }) => item),
      partition,
      events.map(({ tick }) => tick),
    ],
  );
}

async function insertTicks(client: PoolClient, ticks: readonly TickRecord[]): Promise<void> {
  await client.query(
    `INSERT INTO ticks (timeline, n, at, facts, forecasts)
     SELECT timeline, n, to_timestamp(at_ms / 1000.0), facts, forecasts
     FROM unnest($1::text[], $2::bigint[], $3::float8[], $4::bigint[], $5::bigint[])
       AS row (timeline, n, at_ms, facts, forecasts)
     ON CONFLICT DO NOTHING`,
    [
      ticks.map(({ tl }) => tl),
      ticks.map(({ n }) => n),
      ticks.map(({ at }) => at),
      ticks.map(({ facts }) => facts),
      ticks.map(({ forecasts }) => forecasts ?? null),
    ],
  );
}
