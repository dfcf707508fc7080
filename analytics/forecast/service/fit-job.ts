/** One fit: on the history without its end, then held against that end. The same in a worker and in a test. */
import type { LeadScore } from '@chengyun/contracts';
import type { FitOptions, ForecastInputs, ForecastModel } from '../model.ts';
import { cutInputs, scoreHeldOut } from './hold-out.ts';
import { keyOf } from './plan.ts';

export interface FitJob {
  /** For people: timeline and metric. */
  readonly name: string;
  readonly model: string;
  readonly group: readonly ForecastInputs[];
  /** Per entry of the group: values from this index on are held out. */
  readonly heldOutFrom: readonly number[];
  readonly seasonMs: number;
  readonly seed: number;
}

export interface FitResult {
  /** What `load` of the model takes. */
  readonly state: unknown;
  /** By `asset|metric`. */
  readonly heldOut: Readonly<Record<string, readonly LeadScore[]>>;
}

export type RunFit = (job: FitJob, options: Omit<FitOptions, 'seed'>) => Promise<FitResult>;

/** Throws AppError FORECAST_HISTORY where the model does, and when stopped whatever the model throws then. */
export function createRunFit(models: ReadonlyMap<string, ForecastModel>): RunFit {
  return async ({ model: id, group, heldOutFrom, seasonMs, seed }, options) => {
    const model = models.get(id);
    if (model === undefined) throw new Error(`no model is named ${id}`);
    const shown = group.map((inputs, i) => cutInputs(inputs, 0, heldOutFrom[i]!));
    const fitted = await model.fit(shown, { ...options, seed });
    const heldOut = group.map((inputs, i) => {
      const scores = scoreHeldOut(fitted, model, inputs, heldOutFrom[i]!, seasonMs);
      return [keyOf(inputs.target), scores] as const;
    });
    return { state: fitted.save(), heldOut: Object.fromEntries(heldOut) };
  };
}
