import type { AlarmFigures, AlarmRecord } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { makeAlarm } from '../risk/made-alarm.ts';
import { createAlarmFigures } from './figures.ts';

const MIN_MS = 60_000;
const tick = (minute: number) => ({ k: 'tick' as const, tl: 'live', n: minute + 1, at: minute * MIN_MS, facts: 0 });
const call = (minute: number, asset: string): AlarmRecord =>
  makeAlarm({ id: `${asset}${minute}`, asset, at: minute * MIN_MS, call: 'new' });

/** Twelve calls in the third window from one loud place, one elsewhere; a quiet day after it. */
function run(restart: boolean, untilMin = 60): AlarmFigures[] {
  const make = () => createAlarmFigures({ operators: 1 });
  let figures = make();
  const said: AlarmFigures[] = [];
  for (let minute = 0; minute <= untilMin; minute++) {
    const moved =
      minute >= 20 && minute < 26
        ? [call(minute, 'loud'), call(minute, 'loud')]
        : minute === 40
          ? [call(40, 'other')]
          : [];
    const shown = makeAlarm({ id: 'quiet', at: minute * MIN_MS, call: null });
    const standing =
      minute >= 30 ? [makeAlarm({ id: 'x', level: 'blue', raisedAt: 30 * MIN_MS, isChattering: true })] : [];
    said.push(...(figures.assess(tick(minute), standing, [], [...moved, shown]) as AlarmFigures[]));
    if (!restart) continue;
    const state = JSON.parse(JSON.stringify(figures.save()));
    figures = make();
    figures.load(state);
  }
  return said;
}

test('calls, floods, bad actors and what stands are counted; what calls nobody is not', () => {
  const last = run(false).at(-1)!;
  expect(last).toMatchObject({
    callsLast10Min: 0,
    callsPer10MinPeak: 12,
    callsPer10MinAvg: round(13 / 6),
    floodShare: round(1 / 6),
  });
  expect(last.badActors.map(({ asset, calls }) => [asset, calls])).toEqual([
    ['loud', 12],
    ['other', 1],
  ]);
  expect(last).toMatchObject({ standing: 1, stale: 0, topTenShare: 1, mix: { blue: 1, red: 0 }, chattering: ['x'] });
});

test('an alarm that stands for more than a day is stale, and old calls are forgotten', () => {
  const last = run(false, 60 * 50).at(-1)!;
  expect(last).toMatchObject({ stale: 1, callsPer10MinPeak: 0, badActors: [] });
});

test('restarted after every tick it says the same', () => expect(run(true)).toEqual(run(false)));

const round = (value: number) => Math.round(value * 1000) / 1000;
