import type { FactRequest, Hop, Incident, Task } from '@chengyun/contracts';
import { HOPS } from '@chengyun/contracts/incident.ts';
import { expect, test } from 'vitest';
import { ownTasks, stepsOf } from './task-progress.ts';

const task = (state: Task['state'], officer = 'me'): Task => ({
  id: 't1',
  officer,
  state,
  instruction: { zh: '', en: '' },
  ...{ by: 'operator', times: {}, isUnreachable: false, signAt: null, isCheckInMissed: false, helpAt: null },
});
const fact = (kind: 'accept' | 'arrive' | 'done', of = 't1'): FactRequest => ({
  timeline: 'live',
  epoch: '0123456789abcdef',
  seq: 1,
  at: 0,
  body: { kind, task: of },
});
const hops = Object.fromEntries(HOPS.map((hop) => [hop, null])) as Record<Hop, number | null>;
const incident = (id: string, one: Task, dispatched: number, state: Incident['state'] = 'dispatched') =>
  ({ id, state, mergedInto: null, tasks: [one], hops: { ...hops, dispatched } }) as unknown as Incident;

test('the next step is the one after what is done, what is queued counts as done', () => {
  expect(stepsOf(task('seen'), []).map((s) => [s.done, s.queued, s.next])).toEqual([
    [false, false, true],
    [false, false, false],
    [false, false, false],
  ]);
  expect(stepsOf(task('seen'), [fact('accept')])[0]).toMatchObject({ done: true, queued: true });
  expect(stepsOf(task('seen'), [fact('accept')])[1]).toMatchObject({ next: true });
  expect(stepsOf(task('accepted'), [fact('accept', 'other')])[0]).toMatchObject({ done: true, queued: false });
  expect(stepsOf(task('done'), []).some((s) => s.next)).toBe(false);
});

test('own open tasks only, unaccepted first, then the newest', () => {
  const list = [
    incident('a', task('accepted'), 5),
    incident('b', task('sent'), 1),
    incident('c', task('sent'), 3),
    incident('d', task('sent', 'someone'), 9),
    incident('e', task('done'), 9, 'closed'),
    incident('f', task('recalled'), 9),
  ];
  expect(ownTasks(list, 'me').map((own) => own.incident.id)).toEqual(['c', 'b', 'a']);
});
