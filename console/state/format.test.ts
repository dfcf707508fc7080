import { expect, test } from 'vitest';
import {
  dayStartMs,
  formatAge,
  formatClock,
  formatDate,
  formatDistance,
  formatDuration,
  formatGroupCount,
  formatNumber,
  formatValue,
} from './format.ts';

test('a value has its unit and its digits, and a missing one is a dash', () => {
  expect(formatValue(3.4162, 'm', 2)).toBe('3.42 m');
  expect(formatValue(12, '1', 0)).toBe('12');
  expect(formatValue(null, 'm', 2)).toBe('– m');
  expect(formatNumber(-0.001, 2)).toBe('0.00');
  expect(formatNumber(-1.5, 1)).toBe('−1.5');
});

test('durations are mm:ss and count past zero', () => {
  expect(formatDuration(0)).toBe('00:00');
  expect(formatDuration(59_999)).toBe('00:59');
  expect(formatDuration(3_723_000)).toBe('1:02:03');
  expect(formatDuration(-61_000)).toBe('−01:01');
});

test('ages use the largest unit that says something', () => {
  expect(formatAge(12_400, 'en')).toBe('12 s');
  expect(formatAge(360_000, 'zh')).toBe('6 分');
  expect(formatAge(7_500_000, 'en')).toBe('2 h 5 min');
  expect(formatAge(7_200_000, 'en')).toBe('2 h');
  expect(formatAge(3 * 86_400_000, 'en')).toBe('3 d');
  expect(formatAge(-5, 'en')).toBe('0 s');
});

test('a day of the city begins at its midnight, and what is no day never does', () => {
  expect(formatClock(dayStartMs('2026-08-19'))).toBe('00:00:00');
  expect(formatDate(dayStartMs('2026-08-19'))).toBe('2026-08-19');
  for (const text of ['', 'today', '2026-8-19', '2026-02-31', '2026-08-19T01'])
    expect(dayStartMs(text), text).toBeNaN();
});

test('the clock is the city’s whatever the browser’s zone', () => {
  const atMs = Date.UTC(2026, 7, 19, 20, 5, 9);
  expect(formatClock(atMs)).toBe('04:05:09');
  expect(formatClock(atMs, false)).toBe('04:05');
  expect(formatDate(atMs)).toBe('2026-08-20');
});

test('distances and small groups', () => {
  expect(formatDistance(342, 'en')).toBe('340 m');
  expect(formatDistance(2_340, 'zh')).toBe('2.3 公里');
  expect(formatGroupCount(7)).toBe('<10');
  expect(formatGroupCount(0)).toBe('0');
  expect(formatGroupCount(23)).toBe('23');
});
