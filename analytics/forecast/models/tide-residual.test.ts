import { describe, expect, it } from 'vitest';
import type { ForecastInputs } from '../model.ts';
import { fitOptions, madeTide } from '../testing/made-series.ts';
import type { LearnerState } from './learner.ts';
import { createTideResidual } from './tide-residual.ts';

const DAY = 288;
const RISE_M = 0.9;

/** As the archive keeps it: one reading at every second step. */
function sparse({ target, helpers }: ForecastInputs): ForecastInputs {
  return {
    target: { ...target, values: target.values.map((value, i) => (i % 2 === 1 ? Number.NaN : value)) },
    helpers,
  };
}

describe('the tide model', { timeout: 120_000 }, () => {
  it('follows a surge that it has never seen, though it learned from readings at every second step', async () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const group = seeds.map((seed) => sparse(madeTide(20, seed)));
    const fitted = await createTideResidual({ steps: 150, batch: 128, hidden: [16, 16] }).fit(group, fitOptions());
    const { learner } = fitted.save() as { learner: LearnerState };
    expect(Math.max(...learner.ridge.map(Math.abs))).toBeGreaterThan(0.01);
    for (const seed of seeds) {
      const calm = madeTide(20, seed).target;
      const risen = {
        ...calm,
        values: calm.values.map((value, i) => (i > calm.values.length - DAY ? value + RISE_M : value)),
      };
      const [before, after] = [calm, risen].map((target) => fitted.predict({ target, helpers: [] }));
      const hour = 11;
      expect(Math.abs(after!.p50[hour]! - before!.p50[hour]! - RISE_M), `gauge ${seed}`).toBeLessThan(0.3);
    }
  });

  it('is not led astray by rain when it has never seen any', async () => {
    const group = [1, 2].map((seed) => madeTide(20, seed));
    const fitted = await createTideResidual({ steps: 60, batch: 128, hidden: [16, 16] }).fit(
      group.map(({ target }) => ({ target, helpers: [] })),
      fitOptions(),
    );
    const { target } = group[0]!;
    const storm = { ...target, asset: 'rain', metric: 'rain.intensity', values: target.values.map(() => 60) };
    expect(fitted.predict({ target, helpers: [storm] })).toEqual(fitted.predict({ target, helpers: [] }));
  });
});
