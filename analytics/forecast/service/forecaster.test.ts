/** The forecaster on a memory log and a manual clock: a tide that it learns, that changes its nature, and comes back. */
import type {
  ForecastRecord,
  ForecastScoreRecord,
  ForecastStreamRecord,
  ObservationsRecord,
  TickRecord,
  Timeline,
} from '@chengyun/contracts';
import type { Log, LogWriter } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import type { ModelVersion } from '@chengyun/platform/store/forecast-models.ts';
import { expect, test, vi } from 'vitest';
import { createRunFit } from './fit-job.ts';
import { createForecaster, type Forecaster } from './forecaster.ts';
import type { ForecastPlan } from './plan.ts';
import { modelsById } from './plans.ts';
import { createSeasonalModel } from './seasonal.ts';
import type { ForecasterStore } from './store-deps.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const STEP = 10 * MIN;
const START_MS = Date.UTC(2026, 8, 1);
const TIDE_H = 12.42;
const METRIC = 'water.level';
const TIMELINE: Timeline = {
  ...{ id: 'replay:tide', kind: 'replay', clock: 'conducted', pace: 1, anchorWallMs: 0, anchorTimelineMs: START_MS },
  ...{ conductor: 'test', label: 'tide', endedAtMs: null },
};
const PLANS: readonly ForecastPlan[] = [
  {
    model: createSeasonalModel({ id: 'seasonal', stepMs: STEP, steps: 18, seasonMs: 2 * TIDE_H * HOUR }),
    metrics: [METRIC],
    helpers: { self: [], near: [] },
  },
];
const CONFIG = {
  ...{ CHENGYUN_FORECAST_EVERY_MS: 30 * MIN, CHENGYUN_FORECAST_WALL_MS: 0, CHENGYUN_FORECAST_SERIES_MAX: 2 },
  ...{ CHENGYUN_FORECAST_TIMELINES_MAX: 2, CHENGYUN_FORECAST_FITS_MAX: 2, CHENGYUN_FORECAST_KEEP_DAYS: 10 },
  ...{ CHENGYUN_FORECAST_REFIT_MS: 400 * 24 * HOUR, CHENGYUN_FORECAST_SPAN_MS: 12 * HOUR },
  ...{ CHENGYUN_FORECAST_TRUTHS_MIN: 6, CHENGYUN_FORECAST_LEAD_IN_MS: 0 },
};

const tide = (atMs: number) => 3 + 1.5 * Math.sin((2 * Math.PI * (atMs - START_MS)) / (TIDE_H * HOUR));
/** Water that a closed gate holds: it stands still at a height of its own each half day. */
const held = (atMs: number) => 2 + ((Math.floor((atMs - START_MS) / (9 * HOUR)) * 7) % 5) / 2;

/** Everything that the store would keep, in memory. */
function createMemoryStore() {
  const models: { version: ModelVersion; state: unknown }[] = [];
  const issued: ForecastRecord[] = [];
  const store: ForecasterStore = {
    assets: async () => [],
    timelines: async () => [TIMELINE],
    history: async () => [0],
    issuedSince: async (_, afterMs) => issued.filter((one) => one.issuedAt > afterMs),
    newestModel: async ({ knownToMs }) => models.findLast(({ version }) => version.trainedToMs <= knownToMs) ?? null,
    putModel: async (fitted, state) => {
      const version = { ...fitted, version: models.length + 1 };
      models.push({ version, state: JSON.parse(JSON.stringify(state)) });
      return version;
    },
  };
  return { store, models, issued };
}

function start(log: Log, store: ForecasterStore, metrics = createMetrics('forecaster')): Forecaster {
  return createForecaster(CONFIG, {
    ...{ log, store, metrics, clock: createManualClock(START_MS), logger: silentLogger, plans: PLANS, owner: 'test' },
    runFit: createRunFit(modelsById(PLANS)),
    onFailure: (error) => {
      throw error;
    },
  });
}

/** Says one reading and one tick each step, from where it was. */
function createCity(writer: LogWriter) {
  let cell = 0;
  const nowMs = () => START_MS + cell * STEP;
  const say = async (level: (atMs: number) => number, assets: readonly string[]) => {
    cell += 1;
    const items = assets.map((asset) => ({ asset, metric: METRIC, at: nowMs(), value: level(nowMs()) }));
    const device = { tl: TIMELINE.id, device: 'gauge', epoch: '1-0', seq: cell, sentAt: 0, rxAt: 0 };
    const records: [ObservationsRecord, TickRecord] = [
      { k: 'obs', ...device, items },
      { k: 'tick', tl: TIMELINE.id, n: cell, at: nowMs(), facts: 0 },
    ];
    const texts = records.map((record) => JSON.stringify(record));
    await writer.append(texts, { producer: 'test', producerSeq: cell });
  };
  return {
    nowMs,
    run: async (hours: number, level: (atMs: number) => number, assets: readonly string[] = ['gauge']) => {
      for (let step = 0; step < (hours * HOUR) / STEP; step++) {
        await say(level, assets);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

async function said(log: Log): Promise<readonly ForecastStreamRecord[]> {
  const until = await log.head('forecasts', 0);
  const records: ForecastStreamRecord[] = [];
  if (until === 0) return records;
  const reading = new AbortController();
  for await (const batch of log.read('forecasts', 0, 0, reading.signal)) {
    records.push(...batch.records.map((text) => JSON.parse(text) as ForecastStreamRecord));
    if (records.length >= until) break;
  }
  reading.abort();
  return records;
}
const forecasts = async (log: Log) =>
  (await said(log)).filter((record): record is ForecastRecord => record.k === 'forecast');
const scores = async (log: Log) =>
  (await said(log)).filter((record): record is ForecastScoreRecord => record.k === 'forecast-score');
const newest = async (log: Log) => (await forecasts(log)).at(-1);
/** It has seen the newest tick when it has issued for it. */
const caughtUp = (log: Log, nowMs: number) =>
  vi.waitFor(async () => expect((await newest(log))?.issuedAt).toBeGreaterThan(nowMs - HOUR), { timeout: 20_000 });

test('it fits, issues, scores, loses its skill when the water changes its nature, and wins it back', async () => {
  const log = createMemoryLog({ telemetry: 1 });
  const memory = createMemoryStore();
  const city = createCity(await log.acquire('telemetry', 0, 'test'));
  const forecaster = start(log, memory.store);
  await forecaster.start();

  await city.run(48, tide);
  expect(await forecasts(log)).toEqual([]);
  expect(forecaster.status().groups[0]).toMatchObject({
    version: null,
    waitsFor: expect.stringContaining('h more of'),
  });

  await city.run(60, tide);
  await caughtUp(log, city.nowMs());
  expect(memory.models).toHaveLength(1);
  expect(memory.models[0]?.version).toMatchObject({
    model: 'seasonal',
    group: `seasonal/${METRIC}`,
    scope: 'replay:tide',
  });
  expect(memory.models[0]?.version.trainedToMs).toBeLessThanOrEqual(city.nowMs());
  const good = (await newest(log))!;
  expect(good).toMatchObject({ version: 1, skilled: true, asset: 'gauge', stepMs: STEP });
  expect(good.last).toBeCloseTo(tide(good.issuedAt), 3);
  for (const [i, level] of good.p50.entries()) expect(level).toBeCloseTo(tide(good.issuedAt + (i + 1) * STEP), 1);
  const score = (await scores(log)).at(-1)!;
  expect(score).toMatchObject({ from: 'issued', skilled: true });
  expect(score.skill).toBeGreaterThan(0.8);
  expect(score.leads.map(({ leadMs }) => leadMs / MIN)).toEqual([10, 30, 60, 120, 180]);
  for (const lead of score.leads) expect(lead.persistenceMae).toBeGreaterThan(lead.mae);

  await city.run(30, held);
  await caughtUp(log, city.nowMs());
  expect(await newest(log)).toMatchObject({ version: 1, skilled: false });
  expect(forecaster.status().groups[0]?.series[0]).toMatchObject({
    drivesRules: false,
    why: expect.stringContaining('skill against persistence is'),
  });
  expect((await scores(log)).at(-1)?.skill).toBeLessThan(0.1);

  await city.run(60, tide);
  await caughtUp(log, city.nowMs());
  expect(await newest(log)).toMatchObject({ version: 1, skilled: true });
  const flips = (await forecasts(log))
    .map(({ skilled }) => skilled)
    .filter((skilled, i, all) => skilled !== all[i - 1]);
  expect([flips[0], flips[1], flips.at(-1)]).toEqual([true, false, true]);
  // While the tide is back and the last season is not, skill is a close thing; it does not flicker even then.
  expect(flips.length).toBeLessThanOrEqual(5);
  expect((await forecasts(log)).length).toBeGreaterThan(150);
  await forecaster.stop();
}, 60_000);

test('restarted it takes the stored version, says no tick twice, and remembers what was issued', async () => {
  const log = createMemoryLog({ telemetry: 1 });
  const memory = createMemoryStore();
  const city = createCity(await log.acquire('telemetry', 0, 'test'));
  const first = start(log, memory.store);
  await first.start();
  await city.run(110, tide);
  await caughtUp(log, city.nowMs());
  const before = await forecasts(log);
  await first.stop();
  memory.issued.push(...before);

  // It begins again at the beginning of the log, as after a kill before the archive moved its cursor.
  const metrics = createMetrics('forecaster');
  const second = start(log, memory.store, metrics);
  await second.start();
  await city.run(6, tide);
  await caughtUp(log, city.nowMs());
  const after = await forecasts(log);
  expect(after.slice(0, before.length)).toEqual(before);
  const issues = after.map(({ issuedAt }) => issuedAt);
  expect(new Set(issues).size).toBe(issues.length);
  expect(after.length).toBeGreaterThan(before.length);
  await second.stop();
}, 60_000);

test('series beyond the limit are counted and not kept', async () => {
  const log = createMemoryLog({ telemetry: 1 });
  const metrics = createMetrics('forecaster');
  const city = createCity(await log.acquire('telemetry', 0, 'test'));
  const forecaster = start(log, createMemoryStore().store, metrics);
  await forecaster.start();
  await city.run(1, tide, ['a', 'b', 'c', 'd']);
  await vi.waitFor(async () =>
    expect(await metrics.text()).toMatch(/chengyun_dropped_total\{component="forecaster",reason="series-limit".*\} 12/),
  );
  expect(forecaster.ready().detail).toBe('2 series on 1 timelines');
  await forecaster.stop();
});
