import { expect, test } from 'vitest';
import { histogramQuantile } from './histogram-quantile.ts';

const quantile = (q: number, buckets: readonly (readonly [number, number])[]) =>
  histogramQuantile(
    q,
    buckets.length,
    (i) => buckets[i]![1],
    (i) => buckets[i]![0],
  );
const OPEN = Number.POSITIVE_INFINITY;

test('a quantile lies by line within its bucket, whatever the order of the buckets', () => {
  const buckets = [[OPEN, 10] as const, [1, 5] as const, [2, 10] as const];
  expect(quantile(0.5, buckets)).toBe(1);
  expect(quantile(0.75, buckets)).toBe(1.5);
  expect(quantile(0.25, buckets)).toBe(0.5);
});

test('buckets of one bound are added, and what is in the open bucket is at its lower bound', () => {
  expect(
    quantile(0.5, [
      [1, 2],
      [1, 3],
      [OPEN, 10],
    ]),
  ).toBe(1);
  expect(
    quantile(0.99, [
      [1, 2],
      [OPEN, 10],
    ]),
  ).toBe(1);
});

test('without an open bucket or without counts there is none', () => {
  expect(
    quantile(0.5, [
      [1, 2],
      [2, 3],
    ]),
  ).toBeNaN();
  expect(
    quantile(0.5, [
      [1, 0],
      [OPEN, 0],
    ]),
  ).toBeNaN();
});
