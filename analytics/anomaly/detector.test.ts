import { describe, expect, test } from 'vitest';
import { createDetector } from './detector.ts';
import { DAY, noiseFrom, rushHours, STEP_MS } from './made-series.ts';

const scoresOf = (values: readonly number[], detector = createDetector(), first = 0) =>
  values.map((value, i) => detector.push((first + i) * STEP_MS, value));
/** Places where something unusual begins. */
const begins = (values: readonly number[]) => scoresOf(values).flatMap((score, i) => (score >= 0.5 ? [i] : []));
const within = (places: readonly number[], from: number, to: number) => places.filter((i) => i >= from && i < to);

describe('what is ordinary stays quiet', () => {
  const count = (scores: readonly number[], from: number) => scores.filter((score) => score >= from).length;
  test('noise, for a month: a hint about every other day, a strong one hardly ever', () => {
    const noise = noiseFrom(1);
    const scores = scoresOf(Array.from({ length: 30 * DAY }, () => 10 + noise()));
    expect(count(scores, 0.5)).toBeLessThanOrEqual(20);
    expect(count(scores, 0.7)).toBeLessThanOrEqual(2);
  }, 60_000);
  test('days that are all alike', () => {
    const scores = scoresOf(rushHours(14, 4));
    expect(count(scores, 0.5)).toBeLessThan(14);
    expect(count(scores, 0.7)).toBeLessThanOrEqual(1);
  });
  test('a line that is flat', () => expect(begins(new Array<number>(3_000).fill(45))).toEqual([]));
});

describe('what is not ordinary begins once', () => {
  const calm = (length: number, seed: number) => {
    const noise = noiseFrom(seed);
    return Array.from({ length }, () => 10 + noise());
  };
  test('a spike, at its reading', () => {
    const values = calm(2_000, 5);
    values[1_500]! += 30;
    expect(within(begins(values), 1_490, 1_600)).toEqual([1_500]);
  });
  test('a level that moves', () => {
    const values = calm(2_000, 6).map((value, i) => (i >= 1_500 ? value + 8 : value));
    const found = within(begins(values), 1_500, 1_600);
    expect(found[0]).toBeLessThan(1_510);
    expect(found.length).toBeLessThanOrEqual(2);
  });
  test('a spread that widens', () => {
    const values = calm(2_000, 7).map((value, i) => (i >= 1_500 ? 10 + 4 * (value - 10) : value));
    expect(within(begins(values), 1_500, 1_550).length).toBeGreaterThanOrEqual(1);
  });
  test('a line that goes flat', () => {
    const values = calm(2_000, 8).map((value, i) => (i >= 1_500 ? 10 : value));
    expect(within(begins(values), 1_500, 1_600).length).toBeGreaterThanOrEqual(1);
  });
  test('a rush hour that does not come, though its values are those of every night', () => {
    const values = rushHours(14, 9);
    const noise = noiseFrom(10);
    for (let i = 12 * DAY + 108; i < 12 * DAY + 216; i++) values[i] = 20 + noise();
    expect(within(begins(values), 12 * DAY + 108, 12 * DAY + 150).length).toBeGreaterThanOrEqual(1);
  });
});

test('restarted in the middle, through JSON, it says the same', () => {
  const values = rushHours(12, 11).map((value, i) => (i % 701 === 0 ? value + 40 : value));
  const whole = scoresOf(values);
  for (const cut of [0, 17, 150, 2_500]) {
    const first = createDetector();
    const before = scoresOf(values.slice(0, cut), first);
    const next = createDetector();
    next.load(JSON.parse(JSON.stringify(first.save())));
    expect([...before, ...scoresOf(values.slice(cut), next, cut)], `cut at ${cut}`).toEqual(whole);
  }
}, 60_000);

test('what is kept does not grow', () => {
  const noise = noiseFrom(12);
  const detector = createDetector();
  const size = (from: number, to: number) => {
    for (let i = from; i < to; i++) detector.push(i * STEP_MS, noise());
    return JSON.stringify(detector.save()).length;
  };
  const full = size(0, 15_000);
  expect(full).toBeLessThan(400_000);
  expect(size(15_000, 21_000)).toBeLessThan(1.1 * full);
}, 60_000);
