import type { AlarmState, Level } from '@chengyun/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixtureAlarms } from '../ui/harness/fixture-alarms.ts';
import { countLevels } from '../ui/level-counts.ts';
import { byUrgency, wallList } from './wall-rows.ts';

const alarms = fixtureAlarms(1_000_000_000);
const OVER = 'cleared-unacknowledged' as const;
const QUIET = 'suppressed' as const;

test('red comes first, cleared ones last, shelved ones are not listed', () => {
  const { rows, counted } = wallList(alarms, 8);
  expect(rows.map((row) => row.alarm.level)).toEqual([
    'red',
    'orange',
    'orange',
    'yellow',
    'yellow',
    'yellow',
    'yellow',
  ]);
  expect(rows.at(-1)?.alarm.state).toBe('cleared-unacknowledged');
  expect(counted.every((alarm) => alarm.level === 'blue')).toBe(true);
  expect(countLevels(alarms)).toEqual({ red: 1, orange: 2, yellow: 3, blue: 7 });
});

test('a storm of one rule becomes one row, and nothing is lost from the count', () => {
  const flood = Array.from({ length: 40 }, (_, i) => ({ ...alarms[3]!, id: `s${i}`, rule: i < 30 ? 'a' : 'b' }));
  const list = wallList([...alarms, ...flood], 6);
  const listed = list.rows.reduce((sum, row) => sum + 1 + row.behind.length, 0);
  expect(list.rows.length).toBeLessThanOrEqual(6);
  expect(listed + list.beyond).toBe(7 + 40);
  expect(list.grouped).toBeGreaterThan(30);
});

test('what the engine calls one event is one row with its worst alarm in front, and what is over stays apart', () => {
  const one = (id: string, level: Level, state: AlarmState = 'active-acknowledged') => ({
    ...{ ...alarms[3]!, id, level, state, group: 'g1', asset: `asset-${id}` },
  });
  const group = [one('g1', 'yellow'), one('g2', 'orange'), one('g3', 'yellow'), one('g4', 'yellow', OVER)];
  const { rows, grouped } = wallList(group, 8);
  expect(rows.map((row) => [row.alarm.id, row.behind.map((alarm) => alarm.id)])).toEqual([
    ['g2', ['g1', 'g3']],
    ['g4', []],
  ]);
  expect(grouped).toBe(2);
});

test('a row says how many alarms it explains and keeps quiet', () => {
  const root = { ...alarms[0]!, group: null };
  const children = ['c1', 'c2'].map((id) => ({ ...alarms[3]!, id, state: QUIET, inhibitedBy: root.id }));
  const { rows } = wallList([root, ...children], 8);
  expect(rows.map((row) => [row.alarm.id, row.quieted])).toEqual([[root.id, 2]]);
});

test('never more than eight rows, whatever a storm brings', () => {
  const storm = Array.from({ length: 300 }, (_, i) => ({ ...alarms[i % 6]!, id: `s${i}`, group: `g${i % 40}` }));
  const list = wallList(storm, 8);
  expect(list.rows.length).toBeLessThanOrEqual(8);
  expect(list.rows.reduce((sum, row) => sum + 1 + row.behind.length, 0) + list.beyond).toBe(300);
});

test('urgency is a total order', () => {
  const some = fc.constantFrom(...alarms);
  fc.assert(fc.property(some, some, (a, b) => Math.sign(byUrgency(a, b)) === -Math.sign(byUrgency(b, a))));
});
