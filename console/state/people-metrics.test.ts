import { expect, test } from 'vitest';
import { flattenCount, isPeopleMetric, writeCount } from './people-metrics.ts';

test('counts of people are known by their metric', () => {
  expect(isPeopleMetric('crowd.person_count')).toBe(true);
  expect(isPeopleMetric('traffic.vehicle_count')).toBe(false);
});

test('every count under a group is drawn at one height and written alike', () => {
  const drawn = [1, 4, 9].map((count) => flattenCount(count) ?? 0);
  expect(new Set(drawn).size).toBe(1);
  for (const height of [1, 4, 9, ...drawn]) expect(writeCount(height)).toBe('<10');
  expect([0, 10, 240].map((count) => writeCount(flattenCount(count) ?? 0))).toEqual(['0', '10', '240']);
  expect(flattenCount(null)).toBeNull();
});
