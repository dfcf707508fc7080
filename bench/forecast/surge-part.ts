/**
 * Tide: the set "surge" of the simulators. Each gauge is a month of calm tide to learn from and 72 hours with a surge to
 * be scored on. Readings that jump away and back are made-up faults and no truth.
 */

import type { GridSeries } from '@chengyun/analytics/forecast/model.ts';
import { despiked } from '@chengyun/analytics/forecast/models/despike.ts';
import { fitTide, tideAt } from '@chengyun/analytics/forecast/models/harmonic-fit.ts';
import { tideResidual } from '@chengyun/analytics/forecast/models/tide-residual.ts';
import { persistenceAt, seasonalNaiveAt } from '@chengyun/analytics/forecast/skill.ts';
import { makeSurge, SURGE_SET } from '@chengyun/simulators/scenarios/surge/set.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { fitTimed, predictMs } from './fit.ts';
import { createScoreSheet, OURS, PERSISTENCE } from './score.ts';
import { decayed, withoutNetwork } from './tide-rivals.ts';

const GAUGES = 24;
const STEP_MS = SURGE_SET.stepMin * 60_000;
const STEPS_PER_H = 60 / SURGE_SET.stepMin;
const AHEAD_H = [1, 3, 6];
/** 25 hours: the tide of the day before comes about an hour later. */
const TIDAL_DAY_STEPS = 298;
const ASK_EVERY = 2;
const FAULT_M = 0.2;

export async function measureSurge(context: BenchContext, samples: Samples): Promise<void> {
  const gauges = Array.from({ length: GAUGES }, (_, i) => gaugeOf(SURGE_SET.heldOutSeeds[0] + i));
  const cut = SURGE_SET.historyDays * 24 * STEPS_PER_H;
  const calm = gauges.map((one) => ({ ...one, values: one.values.subarray(0, cut) }));
  const ours = await fitTimed(
    'tide',
    tideResidual,
    calm.map((target) => ({ target, helpers: [] })),
    context,
    samples,
  );
  const fits = calm.map((one) => fitTide(one)!);
  const residuals = gauges.map(({ values, fromMs }, i) =>
    despiked(
      values.map((value, at) => value - tideAt(fits[i]!, fromMs + at * STEP_MS)),
      FAULT_M,
    ),
  );
  const ridge = tideResidual.load(withoutNetwork(ours.save()));
  const sheet = createScoreSheet();
  gauges.forEach((gauge, i) => {
    const truth = despiked(gauge.values, FAULT_M);
    for (let end = cut; end + 6 * STEPS_PER_H < truth.length && !context.signal.aborted; end += ASK_EVERY) {
      const inputs = { target: { ...gauge, values: gauge.values.subarray(0, end + 1) }, helpers: [] };
      const said = ours.predict(inputs);
      const byRidge = ridge.predict(inputs);
      AHEAD_H.forEach((hours) => {
        const ahead = hours * STEPS_PER_H;
        const tide = tideAt(fits[i]!, gauge.fromMs + (end + ahead) * STEP_MS);
        const others = {
          [PERSISTENCE]: persistenceAt(truth, end),
          tidal_day_before: seasonalNaiveAt(truth, end, ahead, TIDAL_DAY_STEPS),
          tide_and_residual_12h: tide + decayed(residuals[i]!, end, ahead, 12 * STEPS_PER_H),
          tide_and_residual_48h: tide + decayed(residuals[i]!, end, ahead, 48 * STEPS_PER_H),
          ridge: byRidge.p50[ahead - 1]!,
          [OURS]: said.p50[ahead - 1]!,
        };
        sheet.add(`${hours}h`, truth[end + ahead]!, others, [said.p10[ahead - 1]!, said.p90[ahead - 1]!]);
      });
    }
  });
  samples.add(
    'tide_predict_ms',
    predictMs(
      ours,
      calm.flatMap((target) => Array(10).fill({ target, helpers: [] })),
    ),
  );
  context.note(sheet.report('tide', samples));
  samples.add('tide_3h_ratio', sheet.ratio('3h'));
}

function gaugeOf(seed: number): GridSeries {
  const { readings } = makeSurge(seed);
  const fromMs = Math.floor(readings[0]!.at / STEP_MS) * STEP_MS;
  const length = (SURGE_SET.historyDays * 24 + SURGE_SET.scoredHours) * STEPS_PER_H;
  const values = new Float64Array(length).fill(Number.NaN);
  for (const { at, value } of readings) values[Math.round((at - fromMs) / STEP_MS)] = value;
  return { asset: `gauge-${seed}`, metric: 'water.level', fromMs, stepMs: STEP_MS, values };
}
