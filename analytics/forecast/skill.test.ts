import { describe, expect, it } from 'vitest';
import { coverageOf, errorsOf, persistenceAt, seasonalNaiveAt, skillOf } from './skill.ts';

const GAP = Number.NaN;

describe('the score of forecasts', () => {
  it('counts errors where both sides are known', () => {
    expect(errorsOf([1, 2, GAP, 4], [2, 4, 5, GAP])).toEqual({ count: 2, mae: 1.5, rmse: Math.sqrt(2.5) });
    expect(errorsOf([GAP], [1]).rmse).toBeNaN();
  });

  it('counts what lies in the band, its ends included', () => {
    expect(coverageOf([0, 0, 0, GAP], [1, 1, 1, 1], [0, 1, 1.1, 0])).toBeCloseTo(2 / 3, 9);
    expect(coverageOf([], [], [])).toBeNaN();
  });

  it('is 1 for no error, 0 for the reference, below 0 for worse', () => {
    expect([skillOf(0, 2), skillOf(2, 2), skillOf(3, 2), skillOf(0, 0)]).toEqual([1, 0, -0.5, 0]);
  });

  it('persists with the newest value that is there', () => {
    const values = [1, 2, GAP, GAP];
    expect(persistenceAt(values, 3)).toBe(2);
    expect(persistenceAt(values, 3, 1)).toBeNaN();
    expect(persistenceAt([GAP], 0)).toBeNaN();
  });

  it('looks a season back from the moment that is asked for, or as many as it takes', () => {
    const values = Float64Array.from({ length: 10 }, (_, i) => i);
    expect(seasonalNaiveAt(values, 9, 2, 5)).toBe(6);
    expect(seasonalNaiveAt(values, 9, 6, 5)).toBe(5);
    expect(seasonalNaiveAt(values, 1, 1, 5)).toBeNaN();
  });
});
