import { expect, test } from 'vitest';
import { seedsOf } from './seeds.ts';
import { missedMarks, percentile } from './set-score.ts';
import { DRILL_SETS, runSet } from './sets.ts';

const [surge, underpass] = DRILL_SETS;

test('the same seeds give the same figures, for every set', () => {
  for (const set of [surge!, underpass!]) {
    const seeds = seedsOf('1..4');
    expect(runSet(set, seeds, () => undefined)).toEqual(runSet(set, seeds, () => undefined));
  }
});

test('surges are found before the water is over the crest', () => {
  const { figures } = runSet(surge!, seedsOf('200001..200030'), () => undefined);
  expect(figures.events).toBeGreaterThan(0);
  expect(figures.pod).toBeGreaterThanOrEqual(0.8);
});

test('underpasses get their advisory before the line, and pump trips their alarm', () => {
  const { figures } = runSet(underpass!, seedsOf('200001..200060'), () => undefined);
  expect(figures.events).toBeGreaterThan(10);
  expect(figures.advisory_5min_share).toBeGreaterThanOrEqual(0.9);
  expect(figures.pump_trips_found).toBe(figures.pump_trips);
});

test('a mark that is missed, or was not measured, is said', () => {
  const marks = { pod: { atLeast: 0.99 }, far: { atMost: 0.02 }, lead: { atLeast: 1 } };
  expect(missedMarks({ pod: 0.98, far: 0.01 }, marks)).toEqual(['pod is 0.98, below 0.99', 'lead was not measured']);
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
});

test.each(['5', '3..1', '0..4', 'a..b'])('seeds %s are refused', (text) => {
  expect(() => seedsOf(text)).toThrow('--seeds');
});
