import type {
  AssessmentRecord,
  FactRecord,
  ForecastRecord,
  ForecastScoreRecord,
  ObservationsRecord,
  TelemetryRecord,
} from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { dropOldAssessments, latestAssessment } from '@chengyun/platform/store/assessments.ts';
import { readCursor } from '@chengyun/platform/store/cursors.ts';
import {
  dropOldForecasts,
  forecastScores,
  forecastsSince,
  latestForecasts,
  readForecasts,
} from '@chengyun/platform/store/forecasts.ts';
import { listLateSpans } from '@chengyun/platform/store/retro.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ARCHIVE, type Archive, createArchive } from './archive.ts';

const NOON_MS = Date.UTC(2026, 10, 23, 12);
const database = withTestDatabase();
const config = { CHENGYUN_ARCHIVE_ROWS_MAX: 50, CHENGYUN_ARCHIVE_LINGER_MS: 5, CHENGYUN_ARCHIVE_RETRY_MS: 20 };

let log: Log;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  log = createPostgresLog(database.store(), { partitions: { telemetry: 2 } });
  closing.push(() => log.close());
  const tables = 'log_partitions, log_batches, log_producers, log_marks, cursors, snapshots, series, observations';
  await database.store().query(`TRUNCATE ${tables}, device_events, facts RESTART IDENTITY`);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An archive with connections of its own, which the test may cut. */
async function startArchive(): Promise<Archive & { readonly text: () => Promise<string> }> {
  const url = new URL(database.databaseUrl());
  url.searchParams.set('application_name', 'archive-under-test');
  const store = await createStore({ databaseUrl: url.href, clock: systemClock });
  const ownLog = createPostgresLog(store, { partitions: { telemetry: 2 } });
  const metrics = createMetrics('archive');
  const archive = createArchive(config, { log: ownLog, store, logger: silentLogger, metrics });
  await archive.start();
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    await archive.stop();
    await ownLog.close();
    await store.close();
  };
  const stopOnce = () => {
    stopping ??= stop();
    return stopping;
  };
  closing.push(stopOnce);
  return { ...archive, stop: stopOnce, text: () => metrics.text() };
}

const cut = () =>
  database
    .store()
    .query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'archive-under-test'`);

const observations = (seq: number, values: number[]): TelemetryRecord => ({
  ...{ k: 'obs', tl: 'live', device: 'd', epoch: '1-0000000000000000', seq, sentAt: 0, rxAt: 0 },
  items: values.map((value, item) => ({ asset: `a${item}`, metric: 'rain.rate', at: NOON_MS + seq, value })),
});

/** One partition written once, by one writer. */
async function write(partition: number, batches: readonly (readonly TelemetryRecord[])[]): Promise<void> {
  const writer = await log.acquire('telemetry', partition, 'test');
  for (const [index, records] of batches.entries()) {
    const texts = records.map((record) => JSON.stringify(record));
    await writer.append(texts, { producer: 'test', producerSeq: index + 1 });
  }
}

async function archived(): Promise<string[]> {
  const { rows } = await database.store().query<{ row: string }>(
    `SELECT concat_ws(' ', partition, log_offset, item, value, tick) AS row FROM observations
     ORDER BY partition, log_offset, item`,
  );
  return rows.map(({ row }) => row);
}

describe('the archive', () => {
  it('copies readings with quality, tick and place in the log', async () => {
    const flagged: TelemetryRecord = {
      ...observations(2, []),
      items: [{ asset: 'a0', metric: 'rain.rate', at: NOON_MS, value: 9, quality: 'bad', flags: ['range', 'clock'] }],
    } as TelemetryRecord;
    const tick: TelemetryRecord = { k: 'tick', tl: 'live', n: 41, at: NOON_MS, facts: 0 };
    await write(1, [[observations(1, [1, 2]), tick, flagged]]);
    await startArchive();
    await vi.waitFor(async () => expect(await archived()).toEqual(['1 0 0 1 0', '1 0 1 2 0', '1 2 0 9 41']));
    const { rows } = await database.store().query('SELECT quality, flags FROM observations WHERE log_offset = 2');
    expect(rows).toEqual([{ quality: 2, flags: 0b100001 }]);
  });

  it('notes what readings that came late touch, also when it was restarted between', async () => {
    await database.store().query('TRUNCATE retro_spans');
    await write(1, [[observations(10, [1]), observations(12, [1])]]);
    const first = await startArchive();
    await vi.waitFor(async () => expect(await archived()).toHaveLength(2));
    await first.stop();
    const writer = await log.acquire('telemetry', 1, 'later');
    const late = [observations(4, [7, 7]), observations(5, [7]), observations(13, [1])];
    await writer.append(
      late.map((record) => JSON.stringify(record)),
      { producer: 'later', producerSeq: 1 },
    );
    await startArchive();
    await vi.waitFor(async () => expect(await archived()).toHaveLength(6));
    expect(await listLateSpans(database.store(), 10)).toEqual([
      { timeline: 'live', asset: 'a0', metric: 'rain.rate', fromMs: NOON_MS + 4, toMs: NOON_MS + 5, readings: 2 },
    ]);
  });

  it('remembers over a restart which tick was the last', async () => {
    const tick: TelemetryRecord = { k: 'tick', tl: 'live', n: 7, at: NOON_MS, facts: 0 };
    await write(0, [[tick]]);
    const first = await startArchive();
    await vi.waitFor(async () => expect(await readCursor(database.store(), ARCHIVE, 'telemetry', 0)).toBe(1));
    await first.stop();
    const writer = await log.acquire('telemetry', 0, 'test');
    await writer.append([JSON.stringify(observations(1, [5]))], { producer: 'test', producerSeq: 2 });
    await startArchive();
    await vi.waitFor(async () => expect(await archived()).toEqual(['0 1 0 5 7']));
  });

  it('copies events and facts, also with characters that the database would not take', async () => {
    const odd = { event: 'agent.restarted', at: NOON_MS, reason: 'a\0b\ud800', asset: 'a0' } as const;
    await write(0, [[{ ...observations(1, []), k: 'evt', items: [odd] } as TelemetryRecord]]);
    const fact = { k: 'fact', tl: 'live', id: 'x/1/1', actor: 'x', rxAt: NOON_MS, body: { kind: 'note', text: '\0' } };
    const writer = await log.acquire('facts', 0, 'test');
    await writer.append([JSON.stringify(fact as unknown as FactRecord)], { producer: 'test', producerSeq: 1 });
    await startArchive();
    await vi.waitFor(async () => {
      const events = await database.store().query('SELECT event, body FROM device_events');
      expect(events.rows).toEqual([{ event: 'agent.restarted', body: { ...odd, reason: 'ab\ufffd' } }]);
      const facts = await database.store().query(`SELECT actor, body->'body'->>'text' AS text FROM facts`);
      expect(facts.rows).toEqual([{ actor: 'x', text: '' }]);
    });
  });

  it('copies assessments once, and gives the newest of a kind', async () => {
    const writer = await log.acquire('assessments', 0, 'test');
    const shadow = (n: number): AssessmentRecord => ({ k: 'shadow', tl: 'live', n, at: NOON_MS + n, rules: [] });
    const lines = [1, 2, 2].map((n) => JSON.stringify(shadow(n)));
    await writer.append(lines, { producer: 'test', producerSeq: 1 });
    await startArchive();
    await vi.waitFor(async () => expect(await latestAssessment(database.store(), 'live', 'shadow')).toEqual(shadow(2)));
    expect(await latestAssessment(database.store(), 'live', 'risk')).toBeNull();
    expect(await dropOldAssessments(database.store(), NOON_MS + 10)).toBe(1);
    expect(await latestAssessment(database.store(), 'live', 'shadow')).toEqual(shadow(2));
  });

  it('copies forecasts in the order of their stream, and of their scores the newest', async () => {
    await database.store().query('TRUNCATE forecasts, forecast_scores');
    const forecast = (minute: number, asset = 'a'): ForecastRecord => ({
      ...{ k: 'forecast', tl: 'live', model: 'm', version: 3, asset, metric: 'water.level', skilled: minute > 1 },
      ...{ issuedAt: NOON_MS + minute * 60_000, last: 1, stepMs: 60_000, p10: [0], p50: [1], p90: [2] },
    });
    const score = (minute: number): ForecastScoreRecord => ({
      ...{ k: 'forecast-score', tl: 'live', model: 'm', version: 3, asset: 'a', metric: 'water.level' },
      ...{ at: NOON_MS + minute * 60_000, spanMs: 1, from: 'issued', leads: [], skill: minute, seasonalSkill: null },
      skilled: true,
    });
    const writer = await log.acquire('forecasts', 0, 'test');
    const records = [forecast(1), score(2), forecast(2), forecast(2, 'b'), score(1)];
    await writer.append(
      records.map((record) => JSON.stringify(record)),
      { producer: 'test', producerSeq: 1 },
    );
    await startArchive();
    const store = database.store();
    await vi.waitFor(async () => expect(await readForecasts(store, 'live', ['water.level'], 0, 9)).toHaveLength(3));
    expect(await latestForecasts(store, { timeline: 'live', asset: 'a' })).toEqual([
      { offset: 2, record: forecast(2) },
    ]);
    expect(await latestForecasts(store, { timeline: 'live' }, 2)).toEqual([{ offset: 0, record: forecast(1) }]);
    expect(await forecastsSince(store, 'live', NOON_MS + 60_000)).toEqual([forecast(2), forecast(2, 'b')]);
    expect(await forecastScores(store, { timeline: 'live', asset: 'a' })).toEqual([score(1)]);
    await store.query(`INSERT INTO timelines (id, kind, clock, pace, anchor_wall_ms, anchor_timeline_ms, label)
      VALUES ('live', 'live', 'wall', 1, 0, 0, 'live') ON CONFLICT DO NOTHING`);
    expect(await dropOldForecasts(store, NOON_MS + 90_000)).toBe(1);
  });

  it('copies a batch that is larger than one transaction', async () => {
    await write(0, [Array.from({ length: 60 }, (_, index) => observations(index + 1, [1, 2, 3]))]);
    await startArchive();
    await vi.waitFor(async () => expect(await archived()).toHaveLength(180), { timeout: 20_000 });
  });

  it('has everything once after its connections were cut at many moments', async () => {
    const batches = Array.from({ length: 60 }, (_, batch) =>
      Array.from({ length: 10 }, (_, index) => observations(batch * 10 + index + 1, [batch, index, 1])),
    );
    const expected = [0, 1].flatMap((partition) =>
      batches
        .flat()
        .flatMap((record, offset) =>
          (record as ObservationsRecord).items.map(({ value }, item) => [partition, offset, item, value, 0].join(' ')),
        ),
    );
    const archive = await startArchive();
    const writing = Promise.all([write(0, batches), write(1, batches)]);
    let isDone = false;
    const cutting = (async () => {
      for (let times = 0; times < 25 && !isDone; times++) {
        await cut();
        await new Promise((resolve) => setTimeout(resolve, times % 7));
      }
    })();
    await writing;
    await vi.waitFor(async () => expect((await archived()).length).toBeGreaterThanOrEqual(expected.length), {
      timeout: 20_000,
    });
    isDone = true;
    await cutting;
    expect(await archived()).toEqual(expected);
    expect(await archive.text()).toMatch(
      /chengyun_errors_total\{component="archive-telemetry",service="archive"\} [1-9]/,
    );
  });
});
