/**
 * The simulated city as it stands after its start: a calm month, then the typhoon,
 * whose surge no gauge has seen before, on the grids of the forecaster and with bands as it issues them. Learned from as there: the last hours before the
 * exercise, in which the surge begins, are held out. Its streets have no daily course, so that traffic is scored on loop
 * detectors.
 */

import { createBandScale } from '@chengyun/analytics/forecast/band-scale.ts';
import type { GridSeries } from '@chengyun/analytics/forecast/model.ts';
import { fitTide, tideAt } from '@chengyun/analytics/forecast/models/harmonic-fit.ts';
import { rangeOf } from '@chengyun/analytics/forecast/models/series-key.ts';
import { tideResidual } from '@chengyun/analytics/forecast/models/tide-residual.ts';
import { cellOf, createGrid } from '@chengyun/analytics/forecast/service/grid.ts';
import { persistenceAt } from '@chengyun/analytics/forecast/skill.ts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { createCity, type Reading } from '@chengyun/simulators/city/city.ts';
import { beforeOf, HISTORY_DAYS, HISTORY_STEP_MS } from '@chengyun/simulators/history.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import { hydrologyOf } from '@chengyun/simulators/water/hydrology.ts';
import type { BenchContext } from '../benchmark.ts';
import type { Samples } from '../report/samples.ts';
import { fitTimed } from './fit.ts';
import { createScoreSheet, OURS, PERSISTENCE } from './score.ts';

const STEP_MS = 300_000;
const DAY_STEPS = 288;
const STEPS_PER_H = 12;
const AHEAD_H = [1, 3, 6];
/** What the forecaster keeps out of a fit to judge it by. */
const HELD_OUT_DAYS = 3;
const METRIC = 'water.level';

export async function measureCity(context: BenchContext, samples: Samples): Promise<void> {
  const scenario = scenarioNamed('typhoon');
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  const tidal = assets.filter(({ kind }) => kind === 'tide-gauge' || kind === 'flood-wall');
  const fromMs = scenario.startMs - HISTORY_DAYS * DAY_STEPS * STEP_MS;
  const past = createCity({ scenario: beforeOf(scenario), assets, startMs: fromMs, stepMs: HISTORY_STEP_MS });
  const storm = createCity({ scenario, assets, startMs: scenario.startMs });
  const readings = [...past.advance(scenario.startMs), ...storm.advance(scenario.endMs)];
  const steps = (scenario.endMs - fromMs) / STEP_MS;
  const gauges = tidal.map(({ id }) => gridOf(id, readings, fromMs, steps));
  const cut = HISTORY_DAYS * DAY_STEPS;
  const learned = cut - HELD_OUT_DAYS * DAY_STEPS;
  const group = gauges.map((one) => ({ target: { ...one, values: one.values.subarray(0, learned) }, helpers: [] }));
  const ours = await fitTimed('city', tideResidual, group, context, samples);
  const sheet = createScoreSheet();
  gauges.forEach((gauge, i) => {
    if (hydrologyOf(tidal[i]!).isInland) return;
    const fit = fitTide(group[i]!.target)!;
    const bandScale = createBandScale(tideResidual.steps, rangeOf(METRIC));
    for (let end = cut; end + AHEAD_H.at(-1)! * STEPS_PER_H < steps && !context.signal.aborted; end++) {
      bandScale.truth(end, gauge.values[end]!);
      const known = { target: { ...gauge, values: gauge.values.subarray(0, end + 1) }, helpers: [] };
      const said = bandScale.scaled(ours.predict(known));
      bandScale.issue(end, said);
      for (const hours of AHEAD_H) {
        const ahead = hours * STEPS_PER_H;
        const others = {
          [PERSISTENCE]: persistenceAt(gauge.values, end),
          tide_alone: tideAt(fit, gauge.fromMs + (end + ahead) * STEP_MS),
          [OURS]: said.p50[ahead - 1]!,
        };
        sheet.add(`${hours}h`, gauge.values[end + ahead]!, others, [said.p10[ahead - 1]!, said.p90[ahead - 1]!]);
      }
    }
  });
  context.note(sheet.report('city', samples));
}

function gridOf(asset: string, readings: readonly Reading[], fromMs: number, steps: number): GridSeries {
  const grid = createGrid({ asset, metric: METRIC }, STEP_MS, (steps + 1) * STEP_MS);
  for (const one of readings) if (one.asset === asset && one.metric === METRIC) grid.add(one.at, one.value);
  const fromCell = cellOf(fromMs, STEP_MS);
  return grid.slice(fromCell, fromCell + steps);
}
