import { createRandom } from '@chengyun/basemap/random.ts';
import { describe, expect, it } from 'vitest';
import { createBandScale } from './band-scale.ts';
import type { ForecastBands } from './model.ts';

const STEPS = 12;
const ANYTHING: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
/** Right for noise that is even between -1 and 1: four fifths of it lie inside. */
const BANDS: ForecastBands = {
  p10: Array<number>(STEPS).fill(-0.8),
  p50: Array<number>(STEPS).fill(0),
  p90: Array<number>(STEPS).fill(0.8),
};

/** Share of the truths inside of what was issued, over the second half of `cells`. */
function run(cells: number, truthAt: (cell: number) => number) {
  const scale = createBandScale(STEPS, ANYTHING);
  const issued: ForecastBands[] = [];
  let [inside, all] = [0, 0];
  for (let cell = 0; cell < cells; cell++) {
    const value = truthAt(cell);
    scale.truth(cell, value);
    for (let lead = 1; lead <= STEPS && cell > cells / 2; lead++) {
      const bands = issued[cell - lead]!;
      all += 1;
      if (value >= bands.p10[lead - 1]! && value <= bands.p90[lead - 1]!) inside += 1;
    }
    const bands = scale.scaled(BANDS);
    scale.issue(cell, bands);
    issued.push(bands);
  }
  return { coverage: inside / all, last: issued.at(-1)! };
}

const noise = (spread: number) => {
  const random = createRandom(3);
  return () => spread * (2 * random() - 1);
};

describe('bands that learn from what came', () => {
  it('leave bands alone that hold what they should', () => {
    const { coverage, last } = run(600, noise(1));
    expect(coverage).toBeGreaterThan(0.74);
    expect(coverage).toBeLessThan(0.86);
    expect(last.p90[0]).toBeGreaterThan(0.6);
    expect(last.p90[0]).toBeLessThan(1.2);
  });

  it('widen until they hold in weather that is three times as wild', () => {
    const { coverage, last } = run(600, noise(3));
    expect(coverage).toBeGreaterThan(0.72);
    expect(coverage).toBeLessThan(0.9);
    expect(last.p90.at(-1)).toBeGreaterThan(1.6);
    expect(last.p10.at(-1)).toBeLessThan(-1.6);
    expect(last.p50).toEqual(BANDS.p50);
  });

  it('narrow by a quarter at most, however calm it is', () => {
    const { last } = run(2_000, () => 0);
    for (const value of last.p90) expect(value).toBeCloseTo(0.6, 6);
  });

  it('take a truth that is missing for no verdict', () => {
    const { last } = run(200, () => Number.NaN);
    expect(last).toEqual(BANDS);
  });

  it('never say what the metric cannot be', () => {
    const scale = createBandScale(1, [0, 100]);
    const low: ForecastBands = { p10: [0.5], p50: [1], p90: [1.5] };
    for (let cell = 0; cell < 100; cell++) {
      scale.truth(cell, 50);
      scale.issue(cell, scale.scaled(low));
    }
    expect(scale.scaled(low).p10[0]).toBe(0);
    expect(scale.scaled(low).p90[0]).toBeGreaterThan(3);
  });
});
