import type { Incident, OfficerView } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { holderOf } from './holder.ts';

const officers = [{ id: 'officer-1', name: { zh: '防汛一队', en: 'Flood crew 1' } }] as unknown as OfficerView[];
const task = { officer: 'officer-1', state: 'sent', times: { sent: 5 } };
const incident = (part: object = {}) =>
  ({ state: 'dispatched', mergedInto: null, tasks: [task], escalations: [], ...part }) as unknown as Incident;
const alarm = { state: 'active-acknowledged' } as const;

test('who has it is named; that nobody is left is said in its place', () => {
  expect(holderOf(alarm, incident(), officers)).toEqual({ text: '防汛一队 · 已发出', isWalled: false });
  const escalations = [{ hop: 'accepted', at: 10, to: 'wall', step: 2, task: null }];
  expect(holderOf(alarm, incident({ escalations }), officers)).toEqual({ text: '接单超时 · 无人可派', isWalled: true });
  expect(holderOf(alarm, incident({ escalations, state: 'accepted' }), officers).isWalled).toBe(false);
});

test('what is over by itself is no longer called for', () => {
  const escalations = [{ hop: 'acknowledged', at: 10, to: 'wall', step: 1, task: null }];
  const open = incident({ state: 'open', tasks: [], escalations });
  expect(holderOf({ state: 'cleared-unacknowledged' }, open, officers).isWalled).toBe(false);
  expect(holderOf({ state: 'active-unacknowledged' }, open, officers).isWalled).toBe(true);
});
