/** Many seeds of one drill, scored together, in the shape that benchmarks print. */
import { describeCommit, describeMachine, type Report } from '@chengyun/bench/report/report.ts';
import { drillScenario } from './drill.ts';
import { createOutcome, missedMarks, type SetScore, shareOf } from './set-score.ts';
import { DRILL_SETS, runSet } from './sets.ts';

export interface SeedsReport extends Omit<Report, 'bench'> {
  readonly drill: string;
}

const NOTES = 10;

/** Scenarios of the whole city: found hazards and false alarms over all seeds. */
function scoreScenario(name: string, seeds: readonly number[], note: (seed: number) => void): SetScore {
  const leadsMin: number[] = [];
  let [hazards, falseAlarms, alarms] = [0, 0, 0];
  for (const seed of seeds) {
    const report = drillScenario(name, seed);
    hazards += report.hazards;
    falseAlarms += report.falseAlarms;
    alarms += report.alarms;
    leadsMin.push(...report.rows.flatMap(({ leadMin }) => (leadMin === null ? [] : [leadMin])));
    note(seed);
  }
  const found = leadsMin.length;
  return createOutcome(seeds.length, leadsMin, {
    ...{ hazards, found, false_alarms: falseAlarms, pod: shareOf(found, hazards) },
    ...{ far: shareOf(falseAlarms, found + falseAlarms), alarms_per_run: shareOf(alarms, seeds.length) },
  });
}

/** Throws AppError UNKNOWN_SCENARIO. */
export function runSeeds(
  name: string,
  seeds: readonly number[],
  note: (text: string) => void,
): { report: SeedsReport; missed: readonly string[]; leadsMin: readonly number[] } {
  const { commit, changed } = describeCommit();
  const set = DRILL_SETS.find((each) => each.name === name);
  const step = Math.ceil(seeds.length / NOTES);
  let done = 0;
  const count = () => {
    done += 1;
    if (done % step === 0) note(`  ${done} of ${seeds.length} seeds`);
  };
  const { figures, leadsMin } = set ? runSet(set, seeds, count) : scoreScenario(name, seeds, count);
  // A scenario of the city finds everything or fails, as with one seed.
  const missed = missedMarks(figures, set?.marks ?? { pod: { atLeast: 1 } });
  const report = { drill: name, commit, changed, machine: describeMachine(), runs: seeds.length, figures };
  return { report, missed, leadsMin };
}
