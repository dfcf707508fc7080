/** Level under rain: the set "underpass" of the simulators; learned from storms for tuning, scored on those held out. */

import type { ForecastInputs, GridSeries } from '@chengyun/analytics/forecast/model.ts';
import { levelRain } from '@chengyun/analytics/forecast/models/level-rain.ts';
import { makeStorm, UNDERPASS_SET } from '@chengyun/simulators/scenarios/underpass/set.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { fitTimed, predictMs } from './fit.ts';
import { createScoreSheet, OURS, PERSISTENCE } from './score.ts';
import { withoutNetwork } from './tide-rivals.ts';

const TRAIN_STORMS = 200;
const TEST_STORMS = 300;
const STEP_MS = 60_000;
const AHEAD_MIN = [5, 10, 15, 30, 60];
const FROM_MIN = 20;
const SLOPE_MIN = 5;

export async function measureUnderpass(context: BenchContext, samples: Samples): Promise<void> {
  const train = Array.from({ length: TRAIN_STORMS }, (_, i) => stormOf(UNDERPASS_SET.tuningSeedsFrom + i));
  const test = Array.from({ length: TEST_STORMS }, (_, i) => stormOf(UNDERPASS_SET.heldOutSeeds[0] + i));
  const ours = await fitTimed('level', levelRain, train, context, samples);
  const ridge = levelRain.load(withoutNetwork(ours.save()));
  const sheet = createScoreSheet();
  for (const storm of test) {
    const { values } = storm.target;
    for (let end = FROM_MIN; end + AHEAD_MIN.at(-1)! < values.length && !context.signal.aborted; end++) {
      const known = until(storm, end);
      const said = ours.predict(known);
      const byRidge = ridge.predict(known);
      for (const ahead of AHEAD_MIN) {
        const slope = (values[end]! - values[end - SLOPE_MIN]!) / SLOPE_MIN;
        const others = {
          [PERSISTENCE]: values[end]!,
          straight_on: Math.max(0, values[end]! + slope * ahead),
          ridge: byRidge.p50[ahead - 1]!,
          [OURS]: said.p50[ahead - 1]!,
        };
        sheet.add(`${ahead}min`, values[end + ahead]!, others, [said.p10[ahead - 1]!, said.p90[ahead - 1]!]);
      }
    }
  }
  samples.add('level_predict_ms', predictMs(ours, test));
  context.note(sheet.report('level', samples));
}

function until({ target, helpers }: ForecastInputs, end: number): ForecastInputs {
  const cut = (one: GridSeries) => ({ ...one, values: one.values.subarray(0, end + 1) });
  return { target: cut(target), helpers: helpers.map(cut) };
}

function stormOf(seed: number): ForecastInputs {
  const { readings } = makeStorm(seed);
  const fromMs = readings[0]!.at;
  const series = (asset: string, metric: string): GridSeries => {
    const values = new Float64Array(UNDERPASS_SET.durationMin).fill(Number.NaN);
    // A report between two minutes is known at the next one.
    for (const one of readings) if (one.metric === metric) values[Math.ceil((one.at - fromMs) / STEP_MS)] = one.value;
    return { asset, metric, fromMs, stepMs: STEP_MS, values };
  };
  return {
    target: series('drill-underpass', 'water.depth'),
    helpers: [series('drill-rain', 'rain.intensity'), series('drill-underpass', 'pump.tripped')],
  };
}
