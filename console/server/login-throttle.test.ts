import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { expect, test } from 'vitest';
import { createLoginThrottle } from './login-throttle.ts';

test('three wrong passwords are free, then every wait is twice the last, up to 15 minutes; success forgets', () => {
  const clock = createManualClock(1);
  const throttle = createLoginThrottle(clock);
  const waits: number[] = [];
  for (let i = 0; i < 13; i += 1) {
    throttle.failed('operator');
    waits.push(throttle.waitMs('operator') / 1000);
    clock.advance(throttle.waitMs('operator'));
  }
  expect(waits).toEqual([0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  expect(throttle.waitMs('operator')).toBe(0);
  expect(throttle.waitMs('auditor')).toBe(0);
  throttle.succeeded('operator');
  throttle.failed('operator');
  expect(throttle.waitMs('operator')).toBe(0);
});
