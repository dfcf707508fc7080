import type { AlarmView } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { fixtureAlarms } from '../ui/harness/fixture-alarms.ts';
import { deskRows, groupRowId } from './desk-rows.ts';

const [first] = fixtureAlarms(1e9);
const alarm = (id: string, group: string | null, level: AlarmView['level'] = 'blue'): AlarmView => {
  return { ...first!, id, group, level };
};
const ids = (rows: ReturnType<typeof deskRows>) => rows.map((row) => row.id);

test('neighbours stand behind one row, at the place of the first of them, with the highest of their levels', () => {
  const rows = deskRows([alarm('a', 'g'), alarm('b', null), alarm('c', 'g', 'red')], new Set(), null);
  expect(ids(rows)).toEqual([groupRowId('g'), 'b']);
  expect(rows[0]).toMatchObject({ kind: 'group', level: 'red', isOpen: false });
});

test('an expanded group shows its members below it, and an alarm alone in its group is a plain row', () => {
  const rows = deskRows([alarm('a', 'g'), alarm('b', 'h'), alarm('c', 'g')], new Set([groupRowId('g')]), null);
  expect(ids(rows)).toEqual([groupRowId('g'), 'a', 'c', 'b']);
  expect(rows.map((row) => row.kind === 'alarm' && row.isMember)).toEqual([false, true, true, false]);
});

test('the chosen group stays a row when only one of its alarms is left', () => {
  expect(ids(deskRows([alarm('a', 'g')], new Set(), groupRowId('g')))).toEqual([groupRowId('g')]);
  expect(ids(deskRows([alarm('a', 'g')], new Set(), null))).toEqual(['a']);
});
