import { DAY_MS } from '@chengyun/platform/store/partitions.ts';
import { expect, it } from 'vitest';
import { splitByDays } from './write-telemetry.ts';

it('splits the rows of a long replay so that no COPY touches too many days', () => {
  const rows = Array.from({ length: 1000 }, (_, index) => ({ atMs: Math.floor(index / 2) * DAY_MS + index }));
  const parts = splitByDays(rows, 200);
  expect(parts.map(({ length }) => length)).toEqual([400, 400, 200]);
  expect(parts.flat()).toEqual(rows);
});

it('leaves the rows of one day together', () => {
  const rows = [{ atMs: 5 }, { atMs: 1 }, { atMs: 9 }];
  expect(splitByDays(rows)).toEqual([rows]);
  expect(splitByDays([])).toEqual([]);
});
