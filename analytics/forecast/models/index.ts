/** The only list of models, and which metrics each serves. Adding one is a file and one line. */
import type { ForecastModel } from '../model.ts';
import { flowNeighbours } from './flow-neighbours.ts';
import { levelRain } from './level-rain.ts';
import { occupancyProfile } from './occupancy-profile.ts';
import { tideResidual } from './tide-residual.ts';

export interface ModelEntry {
  readonly model: ForecastModel;
  /** Metrics whose series it forecasts, each metric in a group of its own. A metric has one model. */
  readonly metrics: readonly string[];
  /** Metrics of the series that help; `self` are those of the same asset, `near` those of assets nearby. */
  readonly helpers: { readonly self: readonly string[]; readonly near: readonly string[] };
}

export const MODELS: readonly ModelEntry[] = [
  { model: tideResidual, metrics: ['water.level'], helpers: { self: [], near: ['rain.intensity'] } },
  {
    model: levelRain,
    metrics: ['water.depth'],
    helpers: { self: ['pump.tripped', 'pump.running'], near: ['rain.intensity'] },
  },
  { model: flowNeighbours, metrics: ['traffic.speed'], helpers: { self: [], near: ['traffic.speed'] } },
  {
    model: occupancyProfile,
    metrics: ['traffic.occupancy', 'traffic.queue_vehicles', 'traffic.vehicle_count', 'crowd.person_count'],
    helpers: { self: [], near: [] },
  },
];

/** Null for a metric that no model serves. */
export function modelFor(metric: string): ModelEntry | null {
  return MODELS.find(({ metrics }) => metrics.includes(metric)) ?? null;
}
