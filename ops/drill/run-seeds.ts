/** Many seeds of one drill, scored together, in the shape that benchmarks print. */
import { describeCommit, describeMachine, type Report } from '@chengyun/bench/report/report.ts';
import { drillScenario } from './drill.ts';
import { SCENARIO_MARKS, scoreScenarios } from './score-scenarios.ts';
import { type Mark, missedMarks, type SetScore } from './set-score.ts';
import { DRILL_SETS, runSet } from './sets.ts';

export interface SeedsReport extends Omit<Report, 'bench' | 'figures'> {
  readonly drill: string;
  readonly figures: SetScore['figures'];
}

/** All that a drill came to: what is printed, and what its page shows. */
export interface ScoredDrill {
  readonly report: SeedsReport;
  readonly marks: Readonly<Record<string, Mark>>;
  readonly missed: readonly string[];
  readonly score: SetScore;
  readonly seeds: readonly number[];
}

const NOTES = 10;

/** Puts what was scored beside commit and machine. `commit` is asked for before the run: it takes minutes. */
export function createScoredDrill(
  parts: Pick<ScoredDrill, 'marks' | 'score' | 'seeds'> & Pick<SeedsReport, 'drill' | 'commit' | 'changed'>,
): ScoredDrill {
  const { drill, commit, changed, marks, score, seeds } = parts;
  const { figures } = score;
  const report = { drill, commit, changed, machine: describeMachine(), runs: seeds.length, figures };
  return { report, marks, missed: missedMarks(figures, marks), score, seeds };
}

/** Throws AppError UNKNOWN_SCENARIO. */
export function runSeeds(name: string, seeds: readonly number[], note: (text: string) => void): ScoredDrill {
  const commit = describeCommit();
  const set = DRILL_SETS.find((each) => each.name === name);
  const step = Math.ceil(seeds.length / NOTES);
  let done = 0;
  const count = () => {
    done += 1;
    if (done % step === 0) note(`  ${done} of ${seeds.length} seeds`);
  };
  const runCity = () =>
    scoreScenarios(
      seeds.map((seed) => {
        const report = drillScenario(name, seed);
        count();
        return report;
      }),
    );
  const score = set ? runSet(set, seeds, count) : runCity();
  return createScoredDrill({ drill: name, ...commit, marks: set?.marks ?? SCENARIO_MARKS, score, seeds });
}
