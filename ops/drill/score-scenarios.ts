/** Runs of one scenario of the city, put together over their seeds. */
import { STEP_MS } from '@chengyun/simulators/city/city.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import { type DrillReport, isWarned } from './score-scenario.ts';
import { createOutcome, type Mark, percentile, type SetScore, shareOf } from './set-score.ts';

/** A scenario of the city finds everything before it is there, or as soon as a station can know it; and cries nothing. */
export const SCENARIO_MARKS: Readonly<Record<string, Mark>> = {
  pod: { atLeast: 1 },
  warned_before_share: { atLeast: 1 },
  far: { atMost: 0.05 },
};

const OPERATORS = 1;

export function scoreScenarios(reports: readonly DrillReport[]): SetScore {
  const cases = reports.flatMap((one) => one.cases);
  const sum = (pick: (one: DrillReport) => number) => reports.reduce((all, one) => all + pick(one), 0);
  const [hazards, found, falseAlarms] = [
    sum((one) => one.hazards),
    sum((one) => one.found),
    sum((one) => one.falseAlarms),
  ];
  const warned = cases.filter(({ kind, outcome }) => isWarned(kind) && outcome !== 'false');
  const leadsMin = warned.flatMap(({ leadMin }) => (leadMin === null ? [] : [leadMin]));
  const delaysMin = cases.flatMap(({ kind, leadMin }) => (isWarned(kind) || leadMin === null ? [] : [-leadMin]));
  const name = reports[0]?.drill;
  const { startMs, endMs } = name === undefined ? { startMs: 0, endMs: 0 } : scenarioNamed(name);
  const runMin = (endMs - startMs) / STEP_MS;
  const atMin = reports.flatMap(({ callsMin }) => callsMin);
  const figures = {
    ...{ hazards, found, false_alarms: falseAlarms, pod: shareOf(found, hazards) },
    far: shareOf(falseAlarms, found + falseAlarms),
    warned_before_share: shareOf(leadsMin.filter((lead) => lead >= 0).length, warned.length),
    // What a station can only see when it is there has no lead: its alarm comes this long after the true beginning.
    ...{ report_delay_min_p50: percentile(delaysMin, 0.5), report_delay_min_p95: percentile(delaysMin, 0.95) },
    alarms_per_run: shareOf(
      sum((one) => one.alarms),
      reports.length,
    ),
    silence_alarms_per_run: shareOf(
      sum((one) => one.silences),
      reports.length,
    ),
    calls_per_run: shareOf(atMin.length, reports.length),
    alarms_per_10min_per_operator: shareOf(atMin.length * 10, runMin * reports.length * OPERATORS),
  };
  return createOutcome(reports.length, leadsMin, figures, { cases, calls: { atMin, runMin, operators: OPERATORS } });
}
