import { expect, test } from 'vitest';
import { acceptLeftMs } from './accept-time.ts';

const limits = { red: { accepted: 60 }, blue: { accepted: null } };
const task = { times: { sent: 1000 } };

test('the time to accept runs from when this task was sent, by the limit of its level, at the pace of the timeline', () => {
  const left = (level: 'red' | 'blue' | 'orange', nowMs: number, pace = 1) =>
    acceptLeftMs(task, level, limits, { nowMs, pace });
  expect([left('red', 1000), left('red', 62_000), left('red', 1000, 60)]).toEqual([60_000, -1000, 1000]);
  // Not waited for, not known, a timeline that stands.
  expect([left('blue', 1000), left('orange', 1000), left('red', 1000, 0)]).toEqual([null, null, null]);
  expect(acceptLeftMs({ times: {} }, 'red', limits, { nowMs: 0, pace: 1 })).toBeNull();
});
