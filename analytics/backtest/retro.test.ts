import type { ObservationsRecord } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { listLateSpans, listRetroAlarms, noteLateSpans } from '@chengyun/platform/store/retro.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { MADE_TIMELINE, type MadeTick } from '../engine/made-log.ts';
import { loadRuleSet } from '../service/rule-set.ts';
import { runRetro, touchedRules } from './retro.ts';
import { storeMadeLog } from './store-made-log.ts';

const database = withTestDatabase();
const { rules } = loadRuleSet(DOMAINS, [], null);
const GAUGE = 'gauge-wusongkou';
const START = Date.UTC(2026, 8, 11);
const MINUTE = 60_000;

/** Six hours of a calm gauge; in the third hour the water stood at 5.0 m, which was told two hours late. */
function makeRise(isLate: boolean): MadeTick[] {
  const reading = (minute: number, value: number): ObservationsRecord => {
    const at = START + minute * MINUTE;
    const envelope = { tl: MADE_TIMELINE, device: 'd', epoch: '1-0000000000000000', seq: minute, sentAt: at, rxAt: at };
    return { k: 'obs', ...envelope, items: [{ asset: GAUGE, metric: 'water.level', at, value }] };
  };
  const minutes = Array.from({ length: 72 }, (_, i) => i * 5);
  const isRise = (minute: number) => minute >= 120 && minute < 180;
  return Array.from({ length: 360 }, (_, minute) => {
    const came = minutes.filter((each) => (isLate && isRise(each) ? each + 120 : each) === minute);
    const at = START + minute * MINUTE;
    return {
      records: came.map((each) => reading(each, isRise(each) ? 5 : 4)),
      tick: { k: 'tick' as const, tl: MADE_TIMELINE, n: minute + 1, at, facts: 0 },
    };
  });
}

const span = {
  ...{ timeline: MADE_TIMELINE, asset: GAUGE, metric: 'water.level', readings: 12 },
  ...{ fromMs: START + 120 * MINUTE, toMs: START + 175 * MINUTE },
};
const retro = () => runRetro(database.store(), { rules, stepMs: MINUTE, nowMs: START + 400 * MINUTE });

describe('late data', () => {
  beforeEach(async () => {
    await database
      .store()
      .query('TRUNCATE observations, series, ticks, retro_spans, retro_alarms, alarms, alarm_transitions');
  });

  test('that would have raised an alarm leaves one marked so, and the stream of alarms as it was', async () => {
    await storeMadeLog(database.store(), makeRise(true));
    await noteLateSpans(database.store(), [span]);
    expect(await retro()).toMatchObject({ spans: 1, readings: 12 });
    const listed = await listRetroAlarms(database.store(), 10);
    expect(listed.map(({ rule, asset, why, level }) => ({ rule, asset, why, level }))).toEqual([
      { rule: 'flood.tide-level', asset: GAUGE, why: 'missed', level: 'blue' },
    ]);
    expect(listed[0]!.raisedAt).toBeGreaterThanOrEqual(span.fromMs);
    expect(listed[0]!.raisedAt).toBeLessThanOrEqual(span.fromMs + 10 * MINUTE);
    const { rows } = await database.store().query(`SELECT (SELECT count(*) FROM alarms) AS alarms,
      (SELECT count(*) FROM alarm_transitions) AS transitions, (SELECT count(*) FROM log_batches) AS batches`);
    expect(rows).toEqual([{ alarms: 0, transitions: 0, batches: 0 }]);
    expect(await listLateSpans(database.store(), 10)).toEqual([]);
  });

  test('that came in time after all finds nothing', async () => {
    await storeMadeLog(database.store(), makeRise(false));
    await noteLateSpans(database.store(), [span]);
    expect((await retro()).alarms).toEqual([]);
  });

  test('found again is the same alarm; a span that grew meanwhile stays for the next run', async () => {
    await storeMadeLog(database.store(), makeRise(true));
    await noteLateSpans(database.store(), [span]);
    const [first] = (await retro()).alarms;
    await noteLateSpans(database.store(), [span]);
    expect((await retro()).alarms.map(({ id }) => id)).toEqual([first!.id]);
    expect(await listRetroAlarms(database.store(), 10)).toHaveLength(1);
    await noteLateSpans(database.store(), [span]);
    await noteLateSpans(database.store(), [{ ...span, fromMs: span.fromMs - 1, readings: 1 }]);
    expect(await listLateSpans(database.store(), 10)).toEqual([{ ...span, fromMs: span.fromMs - 1, readings: 13 }]);
  });

  test('concerns only the assets that hear it', () => {
    const touched = touchedRules(rules, [span]);
    const tide = touched.find(({ id }) => id === 'flood.tide-level');
    expect(tide?.watched.map(({ asset }) => asset.id)).toEqual([GAUGE]);
    expect(touched.some(({ id }) => id === 'flood.heavy-rain')).toBe(false);
  });
});
