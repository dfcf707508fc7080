/** What is forecast in a running city. */
import type { ForecastModel } from '../model.ts';
import { type ForecastPlan, seasonMsOf } from './plan.ts';
import { createSeasonalModel } from './seasonal.ts';

const STEP_MS = 300_000;

export const PLANS: readonly ForecastPlan[] = [
  {
    model: createSeasonalModel({
      id: 'tide-seasonal',
      stepMs: STEP_MS,
      steps: 72,
      seasonMs: seasonMsOf('water.level'),
    }),
    metrics: ['water.level'],
    helpers: { self: [], near: [] },
  },
];

export function modelsById(plans: readonly ForecastPlan[]): ReadonlyMap<string, ForecastModel> {
  return new Map(plans.map(({ model }) => [model.id, model]));
}
