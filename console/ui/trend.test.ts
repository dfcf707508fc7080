import { describe, expect, test } from 'vitest';
import { crossingOf, trendOf, trendToRule, trendValueAt } from './trend.ts';

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

test('a state that is on or off goes nowhere', () => {
  expect(trendOf(rising.map(({ at }, i) => ({ at, value: i < 12 ? 0 : 1 })))).toBeNull();
});

describe('a rule that forecasts in minutes', () => {
  const trend = { perHour: 0.95, lastAt: 0, lastValue: 4.67 };

  test('draws the line to the moment that it names', () => {
    const drawn = trendToRule(trend, { unit: 'min', value: 48, threshold: 5.3 }, 5.3, 3 * 3_600_000);
    expect(crossingOf(drawn!, 5.3, 3 * 3_600_000)).toBeCloseTo(48 * 60_000, -1);
  });

  test('leaves the line alone where it says nothing about it', () => {
    expect(trendToRule(trend, { unit: 'm', value: 4.67, threshold: 5.3 }, 5.3, 3_600_000)).toBe(trend);
    expect(trendToRule(trend, { unit: 'min', value: 0, threshold: 5.3 }, 5.3, 3_600_000)).toBe(trend);
    expect(trendToRule(trend, { unit: 'min', value: 999, threshold: 5.3 }, 5.3, 3_600_000)).toBe(trend);
    expect(trendToRule(trend, { unit: 'min', value: 48, threshold: 5.3 }, 4.5, 3_600_000)).toBe(trend);
    expect(trendToRule(trend, { unit: '1', value: 1, threshold: null }, null, 3_600_000)).toBeNull();
    expect(trendToRule(null, { unit: 'min', value: 48, threshold: 5.3 }, 5.3, 3_600_000)).toBeNull();
  });
});
