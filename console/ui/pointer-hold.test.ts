import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPointerHold, POINTER_HOLD_MS, POINTER_HOLD_MS_MAX } from './pointer-hold.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function followed() {
  const said: string[] = [];
  const hold = createPointerHold({
    begin: () => said.push('begin'),
    end: () => said.push('end'),
    monotonicMs: () => performance.now(),
  });
  return { hold, said };
}

test('holds for a moment after the last movement', () => {
  const { hold, said } = followed();
  hold.onPointerMove();
  vi.advanceTimersByTime(POINTER_HOLD_MS - 1);
  hold.onPointerMove();
  vi.advanceTimersByTime(POINTER_HOLD_MS - 1);
  expect(said).toEqual(['begin']);
  vi.advanceTimersByTime(1);
  expect(said).toEqual(['begin', 'end']);
});

test('a restless pointer does not hold for ever', () => {
  const { hold, said } = followed();
  for (let ms = 0; ms <= POINTER_HOLD_MS_MAX; ms += 100) {
    hold.onPointerMove();
    vi.advanceTimersByTime(100);
  }
  expect(said.slice(0, 2)).toEqual(['begin', 'end']);
});

test('is over at once when the pointer leaves, and ends once', () => {
  const { hold, said } = followed();
  hold.onPointerMove();
  hold.release();
  hold.release();
  vi.advanceTimersByTime(POINTER_HOLD_MS_MAX);
  expect(said).toEqual(['begin', 'end']);
});
