import { describe, expect, test } from 'vitest';
import { createGrid } from './grid.ts';

const MIN = 60_000;
const grid = (keepMs = 60 * MIN) => createGrid({ asset: 'a', metric: 'm' }, 5 * MIN, keepMs);

describe('a grid', () => {
  test('a cell is the mean of the readings within half a step around its time', () => {
    const one = grid();
    for (const [at, value] of [
      [4, 1],
      [5, 2],
      [7, 3],
      [8, 10],
    ] as const)
      one.add(at * MIN, value);
    expect(one.at(1)).toBe(2);
    expect(one.at(2)).toBe(10);
    expect(one.at(3)).toBeNaN();
  });

  test('a gauge that reports every second step is whole, a long gap stays', () => {
    const one = grid(240 * MIN);
    for (const cell of [1, 3, 9]) one.add(cell * 5 * MIN, cell);
    expect([...one.slice(0, 9).values]).toEqual([NaN, 1, 2, 3, NaN, NaN, NaN, NaN, NaN, 9]);
    expect(one.at(2)).toBeNaN();
  });

  test('what is older than is kept goes, also over a gap longer than all of it', () => {
    const one = grid(30 * MIN);
    for (let cell = 0; cell < 20; cell++) one.add(cell * 5 * MIN, cell);
    expect(one.oldest()).toBe(13);
    expect(one.at(12)).toBeNaN();
    expect(one.add(5 * MIN, 99)).toBe(false);
    one.add(500 * 5 * MIN, 500);
    expect([one.oldest(), one.newest(600), one.newest(499)]).toEqual([500, 500, null]);
    expect([...one.slice(494, 500).values].filter((value) => !Number.isNaN(value))).toEqual([500]);
  });

  test('a reading before the first is taken as long as there is room', () => {
    const one = grid();
    one.add(50 * MIN, 1);
    expect(one.add(20 * MIN, 2)).toBe(true);
    expect([one.oldest(), one.at(4)]).toEqual([4, 2]);
  });
});
