/**
 * Stored history as the engine wants it: tick after tick, each with the records that stood before it. It is read window
 * by window at the pace of whoever takes it; no more than two windows and what is still waiting for its tick are in
 * memory. Two orders:
 * - `log`: every reading behind the tick that it came behind when it was new, with the ticks of that time. Late readings
 *   come late again, so that the run decides what was decided then.
 * - `time`: every reading at its own time, with ticks made at a stated step: what would have been known without delays.
 * Where the store has no ticks for the span (they were not always kept) `log` falls back to `time` and says so.
 */
import {
  type FactRecord,
  type ForecastRecord,
  type LoggedObservation,
  qualityFromCode,
  type TelemetryRecord,
  type TickRecord,
} from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { copyReadings } from '@chengyun/platform/store/binary-rows.ts';
import { type LoggedForecast, latestForecasts, readForecasts } from '@chengyun/platform/store/forecasts.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import {
  listSeries,
  readEvents,
  readFacts,
  readTicks,
  type StoredTick,
  tickSpan,
} from '@chengyun/platform/store/stored-records.ts';
import type { PoolClient } from 'pg';

export interface HistoryRequest {
  readonly timeline: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly order: 'log' | 'time';
  /** Distance of ticks that are made. */
  readonly stepMs: number;
  /** Series that somebody listens to; the others are not read. */
  readonly hears: (asset: string, metric: string) => boolean;
  /** What people did comes with the ticks of that time; not where ticks are made. */
  readonly withFacts?: boolean;
  /** Metrics whose forecasts come with the ticks of that time; not where ticks are made. */
  readonly forecastsOf?: readonly string[];
}

export interface HistoryTick {
  readonly tick: TickRecord;
  readonly records: readonly TelemetryRecord[];
  readonly observations: number;
  readonly facts: readonly FactRecord[];
  readonly forecasts: readonly ForecastRecord[];
}

export interface StoredHistory {
  /** `stored`: the ticks of that time. `derived`: made at the step. */
  readonly ticks: 'stored' | 'derived';
  readonly series: number;
  read(): AsyncIterable<HistoryTick>;
}

/** A reading may be ahead of its tick by this much, since clocks of devices differ. */
const AHEAD_MS = 600_000;
const WINDOW_MS_FIRST = 3_600_000;
const WINDOW_MS_MIN = 60_000;
const WINDOW_MS_MAX = 86_400_000;
/** Windows grow and shrink towards this many readings. */
const WINDOW_ROWS = 300_000;
/** Readings that may wait for a tick far behind their own time (a backlog of many devices). */
const WAITING_MAX = 5_000_000;

interface Bucket {
  readonly items: LoggedObservation[];
  readonly events: TelemetryRecord[];
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly ticks: readonly StoredTick[];
  readonly rows: number;
  readonly facts: readonly { readonly offset: number; readonly fact: FactRecord }[];
  readonly forecasts: readonly LoggedForecast[];
}

export async function openHistory(store: Store, request: HistoryRequest): Promise<StoredHistory> {
  const { timeline, fromMs, order, hears } = request;
  const series = (await listSeries(store, timeline)).filter(({ asset, metric }) => hears(asset, metric));
  const span = order === 'log' ? await tickSpan(store, timeline) : null;
  // The first tick of a timeline may be later than what is asked for: then nothing was before it.
  const isStored = span !== null && (span.first.atMs <= fromMs || span.first.n === 1);
  const ids = new Map(series.map(({ id, asset, metric }) => [id, { asset, metric }]));
  return {
    ticks: isStored ? 'stored' : 'derived',
    series: series.length,
    read: () => readHistoryTicks(store, request, ids, isStored),
  };
}

async function* readHistoryTicks(
  store: Store,
  request: HistoryRequest,
  series: ReadonlyMap<number, { readonly asset: string; readonly metric: string }>,
  isStored: boolean,
): AsyncGenerator<HistoryTick> {
  const { timeline, fromMs, toMs, stepMs } = request;
  const buckets = new Map<number, Bucket>();
  let waiting = 0;
  let readToMs = fromMs;
  let factsFrom = 0;
  let forecastsFrom: number | null = null;
  const { forecastsOf: metrics = [] } = request;
  const bucketOf = (n: number): Bucket => {
    let bucket = buckets.get(n);
    if (bucket === undefined) {
      bucket = { items: [], events: [] };
      buckets.set(n, bucket);
    }
    return bucket;
  };
  /** Number of the made tick at or after a moment. */
  const madeTick = (atMs: number) => Math.max(1, Math.ceil((atMs - fromMs) / stepMs));
  const tickAfter = (ticks: readonly StoredTick[], atMs: number) =>
    ticks.find((tick) => tick.atMs >= atMs)?.n ?? (ticks.at(-1)?.n ?? 0) + 1;

  const load = async (client: PoolClient, startMs: number, endMs: number): Promise<Window> => {
    const untilMs = endMs + (isStored ? AHEAD_MS : 1);
    const ticks = isStored
      ? await readTicks(client, timeline, startMs, endMs)
      : madeTicks(fromMs, stepMs, startMs, Math.min(endMs, toMs));
    let rows = 0;
    const range = { series: [...series.keys()], fromMs: readToMs, toMs: untilMs };
    await copyReadings(client, range, ({ series: id, atMs, value, qualityCode, tick }) => {
      const { asset, metric } = series.get(id)!;
      const item = { asset, metric, at: atMs, value };
      bucketOf(isStored ? tick + 1 : madeTick(atMs)).items.push(
        qualityCode === 0 ? item : { ...item, quality: qualityFromCode(qualityCode) },
      );
      rows += 1;
    });
    for (const { atMs, tick, event } of await readEvents(client, timeline, readToMs, untilMs)) {
      const n = isStored ? (tick === null ? tickAfter(ticks, atMs) : tick + 1) : madeTick(atMs);
      bucketOf(n).events.push({ k: 'evt', ...envelope(timeline, n), items: [event] });
    }
    readToMs = untilMs;
    const factsTo = ticks.at(-1)?.facts ?? 0;
    const facts = request.withFacts && isStored ? await readFacts(client, timeline, factsFrom, factsTo) : [];
    factsFrom = Math.max(factsFrom, factsTo);
    const foreseen: LoggedForecast[] = [];
    if (isStored && metrics.length > 0 && ticks.length > 0) {
      // What was newest when the span began still holds.
      const from = forecastsFrom ?? ticks[0]?.forecasts ?? 0;
      if (forecastsFrom === null) foreseen.push(...(await latestOf(client, timeline, metrics, from)));
      forecastsFrom = Math.max(from, ticks.at(-1)?.forecasts ?? 0);
      foreseen.push(...(await readForecasts(client, timeline, metrics, from, forecastsFrom)));
    }
    waiting += rows;
    if (waiting > WAITING_MAX) {
      throw new AppError(
        'BACKLOG',
        `More than ${WAITING_MAX} readings of ${timeline} before ${new Date(untilMs).toISOString()} came later than ` +
          'the span that they belong to; test a shorter span.',
      );
    }
    return { fromMs: startMs, toMs: endMs, ticks, rows, facts, forecasts: foreseen };
  };

  const client = await store.pool.connect();
  let next: Promise<Window> | null = null;
  try {
    let windowMs = WINDOW_MS_FIRST;
    next = load(client, fromMs, Math.min(fromMs + windowMs, toMs));
    while (next !== null) {
      const window: Window = await next;
      if (window.rows < WINDOW_ROWS / 2) windowMs = Math.min(windowMs * 2, WINDOW_MS_MAX);
      else if (window.rows > WINDOW_ROWS * 2) windowMs = Math.max(windowMs / 2, WINDOW_MS_MIN);
      const { ticks } = window;
      const said = [...window.facts];
      const foreseen = [...window.forecasts];
      const isLast = window.toMs >= toMs;
      for (const { n, atMs, facts, forecasts } of ticks) {
        const records: TelemetryRecord[] = [];
        let observations = 0;
        // What stood before the first tick that is read belongs to it.
        const due = buckets.size > 0 && buckets.has(n) ? [n] : [];
        if (n === ticks[0]?.n) due.unshift(...[...buckets.keys()].filter((each) => each < n));
        for (const number of due) {
          const { items, events } = buckets.get(number)!;
          buckets.delete(number);
          observations += items.length;
          if (items.length > 0) records.push({ k: 'obs', ...envelope(timeline, number), items });
          records.push(...events);
        }
        waiting -= observations;
        const known = foreseen.splice(0, countBefore(foreseen, forecasts ?? 0)).map(({ record }) => record);
        const tick = { k: 'tick' as const, tl: timeline, n, at: atMs, facts };
        const people = said.splice(0, countBefore(said, facts)).map(({ fact }) => fact);
        const full = forecasts === null ? tick : { ...tick, forecasts };
        yield { tick: full, records, observations, facts: people, forecasts: known };
      }
      next = isLast ? null : load(client, window.toMs, Math.min(window.toMs + windowMs, toMs));
    }
  } finally {
    // A query still under way must end before its connection goes back.
    await next?.catch(() => undefined);
    client.release();
  }
}

/** How many of the records stand before an offset. */
function countBefore(records: readonly { readonly offset: number }[], until: number): number {
  const later = records.findIndex(({ offset }) => offset >= until);
  return later < 0 ? records.length : later;
}

async function latestOf(client: PoolClient, timeline: string, metrics: readonly string[], before: number) {
  const newest = await latestForecasts(client, { timeline }, before);
  return newest.filter(({ record }) => metrics.includes(record.metric));
}

/** Times of sending are not stored; they are for latency figures only. */
function envelope(timeline: string, seq: number) {
  return { tl: timeline, device: 'archive', epoch: '0-0000000000000000', seq, sentAt: 0, rxAt: 0 };
}

function madeTicks(originMs: number, stepMs: number, fromMs: number, toMs: number): StoredTick[] {
  const ticks: StoredTick[] = [];
  const first = Math.max(1, Math.floor((fromMs - originMs) / stepMs) + 1);
  for (let n = first; originMs + n * stepMs <= toMs; n++) {
    ticks.push({ n, atMs: originMs + n * stepMs, facts: 0, forecasts: null });
  }
  return ticks;
}
