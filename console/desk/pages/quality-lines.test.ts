import type { MetricStandard, SeriesQuality } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { isLate, qualityLines } from './quality-lines.ts';

const metric = (id: string, zh: string): MetricStandard => ({
  ...{ id, name: { zh, en: id }, unit: 'm', range: [0, 1], periodMs: 10, digits: 2 },
});
const line = (asset: string, of: string, filled: number): SeriesQuality => ({
  ...{ asset, metric: of, readings: filled, good: filled, filled, expected: 10, newestAt: 100 },
});
const metrics = [metric('water.level', '水位'), metric('rain.rate', '雨强')];
const series = [line('a', 'water.level', 10), line('b', 'water.level', 3), line('c', 'rain.rate', 10)];

test('the least complete stands first, and a metric without series is said to be silent', () => {
  const found = qualityLines([...metrics, metric('wind', '风')], series, () => true, '');
  expect(found.map(({ metric: m, lines }) => [m.id, lines.map(({ asset }) => asset)])).toEqual([
    ['water.level', ['b', 'a']],
    ['rain.rate', ['c']],
    ['wind', []],
  ]);
});

test('a text finds a metric with all of its series, or single stations', () => {
  expect(
    qualityLines(metrics, series, () => false, '雨').flatMap(({ lines }) => lines.map(({ asset }) => asset)),
  ).toEqual(['c']);
  expect(qualityLines(metrics, series, ({ asset }) => asset === 'a', 'xyz').map(({ lines }) => lines.length)).toEqual([
    1,
  ]);
});

test('a series is late after two periods', () => {
  expect(isLate(line('a', 'water.level', 1), metrics[0]!, 120)).toBe(false);
  expect(isLate(line('a', 'water.level', 1), metrics[0]!, 121)).toBe(true);
});
