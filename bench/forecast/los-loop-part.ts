/** Loop detectors: learned on the first 80 % of the rows, scored on every row of the rest, without a look ahead. */
import { flowNeighbours } from '@chengyun/analytics/forecast/models/flow-neighbours.ts';
import { occupancyProfile } from '@chengyun/analytics/forecast/models/occupancy-profile.ts';
import { seasonalNaiveAt } from '@chengyun/analytics/forecast/skill.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { fitTimed, predictMs } from './fit.ts';
import { inputsUpTo, type LosLoop } from './los-loop.ts';
import { createScoreSheet } from './score.ts';
import { fitSensorRidge } from './sensor-ridge.ts';

const TRAIN_SHARE = 0.8;
const AHEAD = [3, 6, 9, 12];
const LAST = 12;
const DAY_STEPS = 288;
const MINUTES_PER_STEP = 5;

export async function measureLosLoop(data: LosLoop, context: BenchContext, samples: Samples): Promise<void> {
  const cut = Math.floor(data.rows * TRAIN_SHARE);
  const group = inputsUpTo(data, cut);
  const ridge = fitSensorRidge(data, cut, AHEAD);
  const ours = await fitTimed('los', flowNeighbours, group, context, samples);
  const alone = await fitTimed('los_alone', occupancyProfile, group, context, samples);
  const sheet = createScoreSheet();
  // The first moment is the last one that training knew, so that no target of the test lies in the training rows.
  for (let end = cut - 1; end + LAST < data.rows && !context.signal.aborted; end++) {
    inputsUpTo(data, end + 1).forEach((inputs, sensor) => {
      const { values } = data.series[sensor]!;
      const said = ours.predict(inputs);
      const saidAlone = alone.predict(inputs);
      const saidByRidge = ridge(sensor, end);
      AHEAD.forEach((ahead, k) => {
        const others = {
          persistence: values[end]!,
          day_before: seasonalNaiveAt(values, end, ahead, DAY_STEPS),
          ridge: saidByRidge[k]!,
          without_neighbours: saidAlone.p50[ahead - 1]!,
          ours: said.p50[ahead - 1]!,
        };
        const band = [said.p10[ahead - 1]!, said.p90[ahead - 1]!] as const;
        sheet.add(`${ahead * MINUTES_PER_STEP}`, values[end + ahead]!, others, band);
      });
    });
  }
  samples.add('los_predict_ms', predictMs(ours, inputsUpTo(data, cut)));
  context.note(sheet.report('los', samples));
}
