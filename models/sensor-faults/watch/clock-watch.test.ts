import { expect, it } from 'vitest';
import { createClockWatch } from './clock-watch.ts';

const START_MS = Date.UTC(2026, 5, 1);
const PERIOD_MS = 300_000;
const MINUTE_MS = 60_000;

/** What the clock is thought to be wrong by, in minutes, reading by reading. */
function offMinutes(readings: number, offMs: (n: number) => number, arrivedMs: (n: number) => number): number[] {
  const watch = createClockWatch();
  return Array.from({ length: readings }, (_, n) => {
    const view = watch.push(START_MS + n * PERIOD_MS + offMs(n), arrivedMs(n));
    return Math.round(view.offMs / MINUTE_MS);
  });
}

const unknown = (): number => Number.NaN;
const atOnce = (n: number): number => START_MS + n * PERIOD_MS + 2000;
const isFault = (n: number): boolean => n >= 100 && n < 120;

it.each([
  ['without a known arrival', unknown],
  ['with one', atOnce],
])('three readings of a clock that restarted in the year 2000 leave nothing behind, %s', (_, arrivedMs) => {
  const resetMs = Date.UTC(2000, 0, 1) + 10_000 - START_MS - 100 * PERIOD_MS;
  const off = offMinutes(300, (n) => (n >= 100 && n < 103 ? resetMs : 0), arrivedMs);
  expect(off.flatMap((minutes, n) => (minutes === 0 ? [] : [n]))).toEqual([100, 101, 102]);
});

it('a clock that is put back is wrong until it is put right, whether the arrival is known or not', () => {
  for (const arrivedMs of [unknown, atOnce]) {
    const off = offMinutes(200, (n) => (isFault(n) ? -90 * MINUTE_MS : 0), arrivedMs);
    expect(off.slice(0, 100).every((minutes) => minutes === 0)).toBe(true);
    expect(off.slice(100, 120).every((minutes) => Math.abs(minutes + 90) <= 5)).toBe(true);
    expect(off.slice(120).every((minutes) => minutes === 0)).toBe(true);
  }
});

it('a clock that is put forward shows at once by its arrival', () => {
  const off = offMinutes(200, (n) => (isFault(n) ? 45 * MINUTE_MS : 0), atOnce);
  expect(off.slice(100, 120).every((minutes) => minutes === 45)).toBe(true);
  expect([...off.slice(0, 100), ...off.slice(120)].every((minutes) => minutes === 0)).toBe(true);
});

it('what arrives late and together after an outage, or in batches, is no fault of the clock', () => {
  const afterOutage = (n: number): number => (n >= 100 && n < 124 ? atOnce(124) + n : atOnce(n));
  const inBatches = (n: number): number => START_MS + Math.ceil((n * PERIOD_MS) / 3_600_000) * 3_600_000 + 4000 + n;
  for (const arrivedMs of [afterOutage, inBatches]) {
    expect(offMinutes(300, () => 0, arrivedMs).filter((minutes) => minutes !== 0)).toEqual([]);
  }
});

it('a recording that is played sixty times too fast is not held against the clock of the agent', () => {
  const fast = (n: number): number => START_MS + (n * PERIOD_MS) / 60;
  expect(offMinutes(500, () => 0, fast).filter((minutes) => minutes !== 0)).toEqual([]);
});
