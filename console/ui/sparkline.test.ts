import { expect, test } from 'vitest';
import { bandGeometry } from './band-bar.tsx';
import { sparkPath } from './sparkline.tsx';

test('a slow gauge is one line, a long silence is a gap, too little is nothing', () => {
  const slow = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? i : null));
  expect(sparkPath(slow).match(/M/g)).toHaveLength(1);
  const silent = [1, 2, ...Array.from({ length: 9 }, () => null), 3, 4];
  expect(sparkPath(silent).match(/M/g)).toHaveLength(2);
  expect(sparkPath([null, 5])).toBe('');
});

test('the band and the tick share one scale that also holds the history', () => {
  const geometry = bandGeometry({ value: 12, band: [0, 10], seen: [2, 20] })!;
  expect(geometry.bandFrom).toBe(3);
  expect(geometry.tick!).toBeGreaterThan(geometry.bandTo);
  expect(geometry.tick!).toBeLessThan(97);
  expect(bandGeometry({ value: 1, band: null, seen: [] })).toBeNull();
});
