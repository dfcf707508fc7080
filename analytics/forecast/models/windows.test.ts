import { createRandom } from '@chengyun/basemap/random.ts';
import { describe, expect, it } from 'vitest';
import { despiked } from './despike.ts';
import { meanOf, medianOf, newestIndex, thinned, windowMeans } from './windows.ts';

const GAP = Number.NaN;
const EDGES = [0, 1, 2, 4];

function means(values: readonly number[], empty?: number): number[] {
  const into = new Float64Array(EDGES.length - 1);
  windowMeans(values, values.length - 1, EDGES, into, 0, empty);
  return [...into];
}

describe('windows', () => {
  it('reach back from the newest value', () => {
    expect(means([1, 2, 3, 4])).toEqual([4, 3, 1.5]);
  });

  it('borrow from their neighbours over gaps and say what was given for nothing at all', () => {
    expect(means([1, 2, GAP, 4])).toEqual([4, 4, 1.5]);
    expect(means([1, 3, GAP, GAP])).toEqual([2, 2, 2]);
    expect(means([GAP, GAP], 7)).toEqual([7, 7, 7]);
    expect(means([5])).toEqual([5, 5, 5]);
  });

  it('know the mean over series, the median and the newest value', () => {
    expect([
      ...meanOf(
        [
          [1, GAP],
          [3, GAP],
        ],
        2,
      ),
    ]).toEqual([2, GAP]);
    expect([medianOf([3, GAP, 1, 2]), medianOf([1, 2]), medianOf([])]).toEqual([2, 1.5, GAP]);
    expect([newestIndex([1, GAP]), newestIndex([GAP])]).toEqual([0, -1]);
  });
});

describe('thinned indexes', () => {
  it('are all of them without a stride, else about one in so many, odd and even alike', () => {
    const random = createRandom(3);
    expect(thinned(2, 6, 1, random)).toEqual([2, 3, 4, 5]);
    const some = thinned(0, 8_000, 4, random);
    expect(Math.abs(some.length - 2_000)).toBeLessThan(150);
    expect(Math.abs(some.filter((i) => i % 2 === 0).length - 1_000)).toBeLessThan(150);
  });
});

describe('spikes', () => {
  it('go, while a true jump is believed one reading later', () => {
    expect([...despiked(Float64Array.of(1, 1.1, 5, 1.2, 1.1), 1)]).toEqual([1, 1.1, GAP, 1.2, 1.1]);
    expect([...despiked(Float64Array.of(1, 1, 5), 1)]).toEqual([1, 1, GAP]);
    expect([...despiked(Float64Array.of(1, 1, 5, 5.1), 1)].at(-1)).toBe(5.1);
    expect([...despiked(Float64Array.of(1, GAP, 1.2, GAP), 1)]).toEqual([1, GAP, 1.2, GAP]);
  });
});
