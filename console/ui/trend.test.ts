import { expect, test } from 'vitest';
import { crossingOf, trendOf, trendValueAt } from './trend.ts';

const HOUR_MS = 3_600_000;
const rising = Array.from({ length: 25 }, (_, i) => ({ at: i * 300_000, value: 4 + i * 0.05 }));

test('the slope of a straight rise is found, and when it reaches a mark', () => {
  const trend = trendOf(rising)!;
  expect(trend.perHour).toBeCloseTo(0.6, 6);
  expect(trendValueAt(trend, 2 * HOUR_MS + HOUR_MS)).toBeCloseTo(5.8, 6);
  expect(crossingOf(trend, 5.5, 2 * HOUR_MS)).toBeCloseTo(2 * HOUR_MS + 0.5 * HOUR_MS, -2);
});

test('a mark behind, too far away or without data is never reached', () => {
  const trend = trendOf(rising)!;
  expect(crossingOf(trend, 5.0, HOUR_MS)).toBeNull();
  expect(crossingOf(trend, 9, HOUR_MS)).toBeNull();
  expect(trendOf(rising.slice(0, 3))).toBeNull();
  expect(trendOf([])).toBeNull();
});
