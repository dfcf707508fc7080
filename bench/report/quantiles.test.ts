import { expect, test } from 'vitest';
import { median, quantile } from './quantiles.ts';

test('a quantile is a value that was measured, by the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 1)).toBe(100);
  expect(quantile(hundred, 0)).toBe(1);
  expect(quantile([7], 0.99)).toBe(7);
});

test('numbers are sorted as numbers', () => {
  expect(quantile([10, 9, 100], 0.5)).toBe(10);
  expect(median([10, 9, 100])).toBe(10);
});

test('the median of an even count lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('nothing has no quantile', () => {
  expect(() => quantile([], 0.5)).toThrow(RangeError);
  expect(() => median([])).toThrow(RangeError);
});
