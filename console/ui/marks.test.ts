import { expect, test } from 'vitest';
import { fixtureAlarms, fixtureAssets } from './harness/fixture-alarms.ts';
import { curveUnitOf, limitOf, marksOf, spreadLabels } from './marks.ts';

test('a tide gauge shows its crest and its warning levels, highest first, the threshold once', () => {
  const [alarm] = fixtureAlarms(0);
  const [asset] = fixtureAssets();
  expect(marksOf(alarm!, asset).map((mark) => [mark.value, mark.level])).toEqual([
    [5.5, null],
    [5.1, 'orange'],
    [4.91, 'yellow'],
    [4.55, 'blue'],
  ]);
});

test('an asset without marks still shows the threshold', () => {
  expect(marksOf({ metric: 'water.depth', threshold: 25, unit: 'cm' }, undefined).map((mark) => mark.value)).toEqual([
    25,
  ]);
  expect(marksOf({ metric: 'water.depth', threshold: null, unit: 'cm' }, undefined)).toEqual([]);
});

test('labels keep their order and a gap, inside the box', () => {
  const ys = spreadLabels([10, 12, 13, 90], 20, 0, 100);
  expect(ys).toEqual([10, 30, 50, 90]);
  const low = spreadLabels([95, 96, 97], 20, 0, 100);
  expect(low).toEqual([60, 80, 100]);
});

test('minutes left are not drawn among metres', () => {
  const [asset] = fixtureAssets();
  const alarm = { metric: 'water.level', threshold: 60, unit: 'min' };
  const marks = marksOf(alarm, asset);
  expect(curveUnitOf(alarm)).toBe('m');
  expect(marks.map((mark) => mark.value)).not.toContain(60);
  expect(limitOf(marks, 5.2)?.value).toBe(5.5);
  expect(limitOf([], 1)).toBeNull();
});
