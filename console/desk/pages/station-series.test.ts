import type { StationBin } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { bandOf, linesOf, timeTicks, valueSpan, valueTicks } from './station-series.ts';

const bin = (at: number, value: number | null): StationBin => ({
  ...{ at, value, min: value, max: value, readings: 1, doubtful: 0, flags: [] },
});

test('the line ends at a gap and goes over what is bad without joining it', () => {
  const bins = [bin(0, 1), bin(10, 2), bin(20, null), bin(30, 3), bin(200, 4), bin(210, 5)];
  expect(linesOf(bins, 10).map((line) => line.map(({ at }) => at))).toEqual([
    [0, 10, 30],
    [200, 210],
  ]);
});

test('the axis holds series, marks and forecast; nothing at all is a plain axis', () => {
  const [low, high] = valueSpan([bin(0, 1)], [{ value: 4, level: 'red', text: { zh: '', en: '' } }], {
    points: [{ at: 1, low: 0, middle: 1, high: 2 }],
  });
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(4);
  expect(valueSpan([], [], null)).toEqual([0, 1]);
});

test('ticks stand on round hours of the city, at most eight or so', () => {
  const midnight = Date.UTC(2026, 8, 15, 16);
  const ticks = timeTicks(midnight + 60_000, midnight + 24 * 3_600_000);
  expect(ticks.length).toBeGreaterThan(3);
  expect(ticks.length).toBeLessThanOrEqual(9);
  expect(ticks.every((at) => (at - midnight) % 3_600_000 === 0)).toBe(true);
  expect(timeTicks(10, 5)).toEqual([]);
});

test('a forecast begins one step after its newest reading', () => {
  const band = bandOf({ issuedAt: 100, stepMs: 10, p10: [1, 2], p50: [2, 3], p90: [3, 4] });
  expect(band.points).toEqual([
    { at: 110, low: 1, middle: 2, high: 3 },
    { at: 120, low: 2, middle: 3, high: 4 },
  ]);
});

test('values on the axis are round and no more than asked', () => {
  expect(valueTicks(0.62, 7.1, 6)).toEqual([2, 4, 6]);
  expect(valueTicks(0.9, 6.2, 6)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(valueTicks(-0.06, 1.06, 6)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  expect(valueTicks(980, 1210, 6)).toEqual([1000, 1050, 1100, 1150, 1200]);
});
