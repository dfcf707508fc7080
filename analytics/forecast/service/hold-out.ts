/** How a fitted model would have done on the end of the history, which it was not fitted to. */
import type { ForecastRecord, LeadScore } from '@chengyun/contracts';
import type { FittedModel, ForecastInputs, ForecastModel, GridSeries } from '../model.ts';
import { createScoreboard } from './scoreboard.ts';

/** Forecasts issued per series; more would cost time and say nothing new. */
const ISSUES_MAX = 150;

export function cut(series: GridSeries, from: number, to: number): GridSeries {
  return { ...series, fromMs: series.fromMs + from * series.stepMs, values: series.values.subarray(from, to) };
}

export const cutInputs = ({ target, helpers }: ForecastInputs, from: number, to: number): ForecastInputs => ({
  target: cut(target, from, to),
  helpers: helpers.map((helper) => cut(helper, from, to)),
});

/** Cells from `fromIndex` on were held out. */
export function scoreHeldOut(
  fitted: FittedModel,
  model: ForecastModel,
  inputs: ForecastInputs,
  fromIndex: number,
  seasonMs: number,
): readonly LeadScore[] {
  const { stepMs, steps } = model;
  const { values } = inputs.target;
  const spanMs = (values.length - fromIndex) * stepMs * 2;
  const board = createScoreboard({ stepMs, steps, spanMs, seasonMs });
  const needs = Math.ceil(model.predictNeedsMs / stepMs);
  const stride = Math.max(1, Math.ceil((values.length - fromIndex) / ISSUES_MAX));
  for (let cell = Math.max(fromIndex, needs); cell < values.length; cell++) {
    const value = values[cell]!;
    if (Number.isNaN(value)) continue;
    board.truth(cell, value, (at) => values[at] ?? Number.NaN);
    if ((cell - fromIndex) % stride !== 0) continue;
    const bands = fitted.predict(cutInputs(inputs, cell + 1 - needs, cell + 1));
    const place = { tl: '', model: model.id, version: 0, asset: inputs.target.asset, metric: inputs.target.metric };
    const forecast: ForecastRecord = {
      ...{ k: 'forecast', ...place, issuedAt: cell * stepMs, last: value, stepMs, ...bands, skilled: true },
    };
    board.issue(forecast);
  }
  return board.leads();
}
