/** What is forecast in a running city: every model that there is. */
import type { ForecastModel } from '../model.ts';
import { MODELS } from '../models/index.ts';
import type { ForecastPlan } from './plan.ts';

export const PLANS: readonly ForecastPlan[] = MODELS;

export function modelsById(plans: readonly ForecastPlan[]): ReadonlyMap<string, ForecastModel> {
  return new Map(plans.map(({ model }) => [model.id, model]));
}
