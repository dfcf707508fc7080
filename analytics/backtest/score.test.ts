import type { Level } from '@chengyun/contracts';
import { describe, expect, test } from 'vitest';
import { diffAlarms } from './diff.ts';
import { createEpisodes, type Episode } from './episodes.ts';
import { operatorLoad } from './load.ts';
import { scoreAlarms, truthFromEpisodes } from './score.ts';
import { readTruth } from './truth.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 8, 11);
const at = (minute: number) => START + minute * MINUTE;

function episode(
  from: number,
  to: number | null,
  peak: Level = 'orange',
  rule = 'flood.tide-level',
  asset = 'a',
): Episode {
  return {
    ...{ id: `${rule}${asset}${from}`, rule, ruleVersion: 1, asset, condition: 'abnormal', title: { zh: '', en: '' } },
    ...{ raisedAt: at(from), clearedAt: to === null ? null : at(to), peak },
    ...{ levels: [{ at: at(from), level: peak }], calls: [at(from)] },
  };
}
const event = (from: number, to: number, kind: string | null = 'tide-level', asset = 'a') => ({
  ...{ asset, fromMs: at(from), toMs: at(to), kind, level: 'yellow' as const },
});

describe('the score', () => {
  test('counts what stood in time, how early it was, and what was cried for nothing', () => {
    const alarms = [episode(40, 90), episode(300, 310), episode(700, 720)];
    const score = scoreAlarms(alarms, [event(60, 80), event(305, 320), event(500, 510)]);
    expect(score).toMatchObject({ events: 3, hits: 3, alarms: 3, falseAlarms: 1, unjudged: 0 });
    expect(score.leads.map(({ leadMin }) => leadMin)).toEqual([20, 240, 200]);
  });

  test('an alarm after the event, of a lower level or of another asset is no hit', () => {
    const alarms = [episode(130, 150), episode(50, 70, 'blue'), episode(50, 70, 'red', 'flood.tide-level', 'b')];
    expect(scoreAlarms(alarms, [event(60, 80)])).toMatchObject({ hits: 0, pod: 0, leadMinP50: null });
  });

  test('a rule that answers for no kind of event is neither right nor false', () => {
    const alarms = [episode(50, 70, 'red', 'flood.heavy-rain')];
    expect(scoreAlarms(alarms, [event(60, 80)])).toMatchObject({ alarms: 0, far: null, unjudged: 1 });
    expect(scoreAlarms([], [])).toMatchObject({ pod: null, far: null });
  });

  test('against other alarms, the same alarms are found and none is false', () => {
    const alarms = [episode(40, 90), episode(300, null)];
    const none = { warnMs: 0, graceMs: 0 };
    expect(scoreAlarms(alarms, truthFromEpisodes(alarms, at(400)), none)).toMatchObject({ pod: 1, far: 0 });
  });
});

test('a diff pairs the nearest of one identity and names what moved, came and went', () => {
  const before = [episode(40, 90), episode(300, 310, 'yellow'), episode(900, 910)];
  const now = [episode(35, 90), episode(300, 310, 'red'), episode(2_000, 2_010)];
  const diff = diffAlarms(now, before);
  expect(diff).toMatchObject({ same: 0, added: 1, gone: 1, earlier: 1, later: 0, levelChanged: 1 });
  expect(diff.changes.map(({ change, movedS }) => [change, movedS])).toEqual([
    ['earlier', -300],
    ['level', 0],
    ['gone', 0],
    ['added', 0],
  ]);
});

test('load counts calls per ten minutes and operator, and a flood is more than ten', () => {
  const calls = Array.from({ length: 12 }, (_, i) => at(20 + i / 2));
  const load = operatorLoad([{ ...episode(20, 30), calls }], at(0), at(60), 1);
  expect(load).toMatchObject({ calls: 12, windows: 6, avg: 2, peak: 12, floodWindows: 1, peakAt: at(20) });
  expect(operatorLoad([{ ...episode(20, 30), calls }], at(0), at(60), 2)).toMatchObject({ peak: 6, floodWindows: 0 });
});

test('an alarm that is raised again before it was acknowledged has two episodes', () => {
  const log = createEpisodes();
  const base = { k: 'alarm', id: 'x', rule: 'r', ruleVersion: 1, asset: 'a', condition: 'c', level: 'red' } as const;
  const say = (minute: number, transition: string, state: string) =>
    log.add({ ...base, at: at(minute), transition, state, title: { zh: '', en: '' } } as never);
  say(0, 'raise', 'active-unacknowledged');
  say(5, 'clear', 'cleared-unacknowledged');
  say(9, 'raise', 'active-unacknowledged');
  expect(log.all().map(({ raisedAt, clearedAt }) => [raisedAt, clearedAt])).toEqual([
    [at(0), at(5)],
    [at(9), null],
  ]);
});

describe('a truth file', () => {
  const read = (text: string) => readTruth('truth.yaml', text, new Set(['a']));
  test('is YAML or JSON', () => {
    const [one] = read('- { asset: a, from: 2026-09-11T00:00:00Z, to: 2026-09-11T01:00:00Z, kind: tide-level }');
    expect(one).toEqual({ asset: 'a', fromMs: at(0), toMs: at(60), kind: 'tide-level', level: 'blue' });
    expect(read(JSON.stringify([{ asset: 'a', from: at(0), to: at(1), level: 'red' }]))).toHaveLength(1);
  });

  test.each([
    ['- { asset: b, from: 0, to: 1 }', 'truth.yaml:1:12: unknown asset b'],
    ['- asset: a\n  from: soon\n  to: 1', 'truth.yaml:2:9: soon is no time'],
    ['- { asset: a, from: 5, to: 1 }', 'truth.yaml:1:28: the event ends before it begins'],
  ])('%j is refused by its place', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
