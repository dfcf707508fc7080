import { createRandom } from '@chengyun/basemap/random.ts';
import { describe, expect, it } from 'vitest';
import { bandsFrom, conformalOffset } from './bands.ts';

const of = (...values: number[]) => Float64Array.from(values);

describe('bands', () => {
  it('are drawn as lines between the steps that the model says, and held beyond the last', () => {
    const residual = { low: of(0, -2), centre: of(1, 3), high: of(2, 6) };
    const { p10, p50, p90 } = bandsFrom(residual, [1, 3], 4, (step) => 10 * step, [-100, 100]);
    expect(p50).toEqual([11, 22, 33, 43]);
    expect(p10).toEqual([10, 19, 28, 38]);
    expect(p90).toEqual([12, 24, 36, 46]);
  });

  it('stay within what the metric can be', () => {
    const { p10, p90 } = bandsFrom({ low: of(-5), centre: of(0), high: of(5) }, [1], 1, () => 1, [0, 4]);
    expect([p10, p90]).toEqual([[0], [4]]);
  });

  it('are moved so that the wanted share of the misses lies beyond', () => {
    const random = createRandom(2);
    const misses = Array.from({ length: 5_000 }, () => random());
    const [low, high] = [conformalOffset(misses, 0.1), conformalOffset(misses, 0.9)];
    expect(Math.abs(low - 0.1)).toBeLessThan(0.02);
    expect(Math.abs(high - 0.9)).toBeLessThan(0.02);
    expect(conformalOffset([3, 1, Number.NaN, 2], 0.9)).toBe(3);
    expect(conformalOffset([], 0.9)).toBe(0);
  });
});
