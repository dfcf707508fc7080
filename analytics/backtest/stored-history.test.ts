import type { ForecastRecord } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createEngine } from '../engine/engine.ts';
import { MADE_TIMELINE, type MadeTick, makeLog } from '../engine/made-log.ts';
import { madeForecasts } from '../engine/made-rules.ts';
import { loadRuleSet } from '../service/rule-set.ts';
import { runBackTest } from './back-test.ts';
import { forecastMetricsOf } from './lookback.ts';
import { storeMadeForecasts, storeMadeLog } from './store-made-log.ts';
import { openHistory } from './stored-history.ts';

const database = withTestDatabase();
const { rules } = loadRuleSet(DOMAINS, [], null);
const MINUTES = 3_000;
const stream: ForecastRecord[] = [];
/** A tick names the forecasts that were there when it was made; those that it leads to come after it. */
const made = makeLog(17, MINUTES).map((step) => {
  const forecasts = stream.length;
  stream.push(...madeForecasts(step));
  return { ...step, tick: { ...step.tick, forecasts } };
});
const fromMs = made[0]!.tick.at - 600_000;
const toMs = made.at(-1)!.tick.at + 1;

/** What one engine says that gets the log itself; times of sending are not archived. */
function liveAlarms(log: readonly MadeTick[]): string[] {
  const engine = createEngine({ timeline: MADE_TIMELINE, rules });
  let named = 0;
  return log.flatMap(({ records, tick }) => {
    for (const record of records) engine.push({ ...record, sentAt: 0 });
    const foreseen = stream.slice(named, tick.forecasts);
    named = tick.forecasts ?? named;
    return engine.tick(tick, [], foreseen).map((alarm) => JSON.stringify(alarm));
  });
}

async function storedAlarms(order: 'log' | 'time', stepMs = 60_000) {
  const engine = createEngine({ timeline: MADE_TIMELINE, rules });
  const request = { timeline: MADE_TIMELINE, fromMs, toMs, order, stepMs, hears: engine.hears };
  const forecastsOf = forecastMetricsOf(rules);
  const history = await openHistory(database.store(), { ...request, forecastsOf });
  const alarms: string[] = [];
  for await (const { tick, records, forecasts } of history.read()) {
    for (const record of records) engine.push(record);
    alarms.push(...engine.tick(tick, [], forecasts).map((alarm) => JSON.stringify(alarm)));
  }
  return { alarms, ticks: history.ticks };
}

describe('stored history', () => {
  beforeEach(async () => {
    await database.store().query('TRUNCATE observations, series, ticks, forecasts');
  });

  test('in the order of the log gives the alarms of that time, byte for byte', async () => {
    await storeMadeLog(database.store(), made);
    await storeMadeForecasts(database.store(), stream);
    const live = liveAlarms(made);
    expect(live.length).toBeGreaterThan(100);
    expect(live.filter((line) => line.includes('"rule":"flood.tide-outlook"')).length).toBeGreaterThan(10);
    const stored = await storedAlarms('log');
    expect(stored.ticks).toBe('stored');
    expect(stored.alarms.join('\n') === live.join('\n')).toBe(true);
  });

  test('without ticks it is read in the order of time and says so', async () => {
    await storeMadeLog(database.store(), made, false);
    const stored = await storedAlarms('log');
    expect(stored.ticks).toBe('derived');
    expect(stored.alarms.length).toBeGreaterThan(100);
  });

  test('in the order of time a late reading stands where it belongs', async () => {
    const [late] = made.map(({ records }, index) => ({ records, index })).filter(({ records }) => records.length > 0);
    const delayed = made.map(({ records, tick }, index) => ({
      tick,
      records: index === late!.index ? [] : index === late!.index + 200 ? [...records, ...late!.records] : records,
    }));
    await storeMadeLog(database.store(), made, false);
    const inTime = await storedAlarms('time');
    await database.store().query('TRUNCATE observations, series, ticks');
    await storeMadeLog(database.store(), delayed, false);
    expect((await storedAlarms('time')).alarms).toEqual(inTime.alarms);
  });

  test('a back-test of the running set against itself changes nothing and finds every alarm', async () => {
    await storeMadeLog(database.store(), made);
    const span = { timeline: MADE_TIMELINE, fromMs: fromMs + 3_600_000, toMs };
    const common = { rules, against: rules, truth: null, operators: 1, stepMs: 60_000 };
    let clockMs = 0;
    const report = await runBackTest(database.store(), { ...span, ...common, nowMs: () => (clockMs += 1000) });
    expect(report.tested.fires).toBeGreaterThan(20);
    expect(report.diff).toMatchObject({ added: 0, gone: 0, earlier: 0, later: 0, levelChanged: 0 });
    expect(report.diff?.same).toBe(report.tested.fires);
    expect(report.score).toMatchObject({ pod: 1, far: 0 });
    expect(report.seconds).toBe(1);
  });
});
