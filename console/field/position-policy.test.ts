import type { FactRequest, Incident, Task } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { type Fix, isDue, MOVED_M_MIN, SEND_EVERY_MS_MIN, tasksToTellFor } from './position-policy.ts';
import type { OwnTask } from './task-progress.ts';

const own = (id: string, state: Task['state']): OwnTask => ({
  task: { id, state } as Task,
  incident: {} as Incident,
});
const pressed = (kind: 'accept' | 'done', task: string) => ({ body: { kind, task } }) as FactRequest;

test('the place is told during an accepted task that has not ended, and at no other time', () => {
  for (const [state, told] of [
    ['sent', false],
    ['delivered', false],
    ['seen', false],
    ['accepted', true],
    ['on-scene', true],
    ['done', false],
    ['recalled', false],
  ] as const) {
    const facts = { tasks: [own('t', state)], waiting: [], onDuty: true };
    expect(tasksToTellFor(facts), state).toEqual(told ? ['t'] : []);
    expect(tasksToTellFor({ ...facts, onDuty: false }), state).toEqual([]);
  }
});

test('without network the end counts when it is pressed, and the beginning when the server has heard of it', () => {
  const tasks = [own('a', 'on-scene'), own('b', 'seen')];
  const waiting = [pressed('done', 'a'), pressed('accept', 'b')];
  expect(tasksToTellFor({ tasks, waiting, onDuty: true })).toEqual([]);
});

const LAT_M = 1 / 111_195;
const fix = (northM: number, atMs: number, accuracyM = 10): Fix => ({
  ...{ lonDeg: 121.5, latDeg: 31.2 + northM * LAT_M, atMs, accuracyM },
});

test('a fix is sent when time has passed and the phone has moved, and never a coarse one', () => {
  expect(isDue(null, fix(0, 0))).toBe(true);
  expect(isDue(null, fix(0, 0, 201))).toBe(false);
  const last = fix(0, 0);
  expect(isDue(last, fix(500, SEND_EVERY_MS_MIN - 1))).toBe(false);
  expect(isDue(last, fix(MOVED_M_MIN - 1, 60_000))).toBe(false);
  expect(isDue(last, fix(MOVED_M_MIN + 1, SEND_EVERY_MS_MIN))).toBe(true);
  // A degree of longitude is shorter than one of latitude.
  expect(isDue(last, { ...last, lonDeg: 121.5 + 33 * LAT_M, atMs: 60_000 })).toBe(false);
  expect(isDue(last, { ...last, lonDeg: 121.5 + 36 * LAT_M, atMs: 60_000 })).toBe(true);
});
