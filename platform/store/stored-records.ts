/** What a replay of stored history needs beside the readings: ticks, device events, facts and the series there are. */
import type { DeviceEvent, FactRecord } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

export interface StoredTick {
  readonly n: number;
  readonly atMs: number;
  readonly facts: number;
  readonly forecasts: number | null;
}

export interface StoredEvent {
  readonly atMs: number;
  /** Newest tick when it was logged; null when that is not known any more. */
  readonly tick: number | null;
  readonly event: DeviceEvent & { readonly asset: string };
}

export interface StoredSeries {
  readonly id: number;
  readonly asset: string;
  readonly metric: string;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();
const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Ticks of the timeline from one moment (included) to another (excluded), in their order. */
export async function readTicks(
  client: Queryable,
  timeline: string,
  fromMs: number,
  toMs: number,
): Promise<readonly StoredTick[]> {
  const { rows } = await client.query<StoredTick>(
    `SELECT n, ${MS('at')} AS "atMs", facts, forecasts FROM ticks
     WHERE timeline = $1 AND at >= $2 AND at < $3 ORDER BY n`,
    [timeline, timeOf(fromMs), timeOf(toMs)],
  );
  return rows;
}

/** First tick in the store and the newest one; null when there is none. */
export async function tickSpan(
  client: Queryable,
  timeline: string,
): Promise<{ readonly first: StoredTick; readonly last: StoredTick } | null> {
  const { rows } = await client.query<StoredTick>(
    `(SELECT n, ${MS('at')} AS "atMs", facts, forecasts FROM ticks WHERE timeline = $1 ORDER BY n LIMIT 1)
     UNION ALL
     (SELECT n, ${MS('at')} AS "atMs", facts, forecasts FROM ticks WHERE timeline = $1 ORDER BY n DESC LIMIT 1)`,
    [timeline],
  );
  const [first, last] = rows;
  return first && last ? { first, last } : null;
}

export async function readEvents(
  client: Queryable,
  timeline: string,
  fromMs: number,
  toMs: number,
): Promise<readonly StoredEvent[]> {
  const { rows } = await client.query<{ at_ms: number; tick: number | null; body: StoredEvent['event'] }>(
    `SELECT ${MS('at')} AS at_ms, tick, body FROM device_events
     WHERE timeline = $1 AND at >= $2 AND at < $3 ORDER BY at, partition, log_offset, item`,
    [timeline, timeOf(fromMs), timeOf(toMs)],
  );
  return rows.map(({ at_ms, tick, body }) => ({ atMs: at_ms, tick, event: body }));
}

/** Facts of the timeline from one offset of their stream (included) to another (excluded). */
export async function readFacts(
  client: Queryable,
  timeline: string,
  from: number,
  to: number,
): Promise<readonly { readonly offset: number; readonly fact: FactRecord }[]> {
  const { rows } = await client.query<{ offset: number; fact: FactRecord }>(
    `SELECT log_offset AS offset, body AS fact FROM facts
     WHERE timeline = $1 AND log_offset >= $2 AND log_offset < $3 ORDER BY log_offset`,
    [timeline, from, to],
  );
  return rows;
}

export async function listSeries(client: Queryable, timeline: string): Promise<readonly StoredSeries[]> {
  const { rows } = await client.query<StoredSeries>(
    'SELECT id, asset, metric FROM series WHERE timeline = $1 ORDER BY id',
    [timeline],
  );
  return rows;
}

/** Time of the first and of the newest reading of these series; null when there is none. */
export async function readingSpan(
  client: Queryable,
  series: readonly number[],
): Promise<{ readonly firstMs: number; readonly lastMs: number } | null> {
  const { rows } = await client.query<{ first_ms: number | null; last_ms: number | null }>(
    `SELECT min(first.at_ms) AS first_ms, max(last.at_ms) AS last_ms FROM unnest($1::int[]) AS wanted (id)
     LEFT JOIN LATERAL (SELECT ${MS('at')} AS at_ms FROM observations WHERE series = wanted.id ORDER BY at LIMIT 1)
       AS first ON true
     LEFT JOIN LATERAL (SELECT ${MS('at')} AS at_ms FROM observations WHERE series = wanted.id ORDER BY at DESC LIMIT 1)
       AS last ON true`,
    [series],
  );
  const { first_ms, last_ms } = rows[0] ?? { first_ms: null, last_ms: null };
  return first_ms === null || last_ms === null ? null : { firstMs: first_ms, lastMs: last_ms };
}
