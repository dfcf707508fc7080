import { expect, test } from 'vitest';
import { fixtureAlarms, fixtureAssets } from './harness/fixture-alarms.ts';
import { curveUnitOf, limitOf, marksOf, spreadLabels } from './marks.ts';

test('a tide gauge shows its crest and its warning levels, highest first, the threshold once', () => {
  const [alarm] = fixtureAlarms(0);
  const [asset] = fixtureAssets();
  expect(marksOf(alarm!, asset, 5.22).map((mark) => [mark.value, mark.level])).toEqual([
    [5.5, null],
    [5.1, 'orange'],
    [4.91, 'yellow'],
    [4.55, 'blue'],
  ]);
});

test('an asset without marks still shows the threshold', () => {
  expect(
    marksOf({ metric: 'water.depth', value: 22, threshold: 25, unit: 'cm' }, undefined, 22).map((mark) => mark.value),
  ).toEqual([25]);
  expect(marksOf({ metric: 'water.depth', value: 22, threshold: null, unit: 'cm' }, undefined, 22)).toEqual([]);
});

test('labels keep their order and a gap, inside the box', () => {
  const ys = spreadLabels([10, 12, 13, 90], 20, 0, 100);
  expect(ys).toEqual([10, 30, 50, 90]);
  const low = spreadLabels([95, 96, 97], 20, 0, 100);
  expect(low).toEqual([60, 80, 100]);
});

test('minutes left are not drawn among metres', () => {
  const [asset] = fixtureAssets();
  const alarm = { metric: 'water.level', value: 42, threshold: 60, unit: 'min' };
  const marks = marksOf(alarm, asset, 5.2);
  expect(curveUnitOf(alarm)).toBe('m');
  expect(marks.map((mark) => mark.value)).not.toContain(60);
  expect(limitOf(marks, 5.2)?.value).toBe(5.5);
  expect(limitOf([], 1)).toBeNull();
});

test('the threshold of a derived value is no mark of the curve', () => {
  const surge = { metric: 'water.level', value: 0.46, threshold: 0.4, unit: 'm' };
  expect(marksOf(surge, undefined, 3.1)).toEqual([]);
});
