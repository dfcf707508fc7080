/** Live runs of one scenario over its seeds, on an installation of their own or on one that runs. */
import { openInstallation } from '@chengyun/bench/installation.ts';
import { describeCommit } from '@chengyun/bench/report/report.ts';
import { createScratch } from '@chengyun/bench/scratch.ts';
import { withStore } from '../../installation.ts';
import { CENTRE } from '../../launcher/services.ts';
import { createScoredDrill, type ScoredDrill } from '../run-seeds.ts';
import { SCENARIO_MARKS, scoreScenarios } from '../score-scenarios.ts';
import { type HopFigures, hopFigures } from './hops.ts';
import { type LivePlace, type LiveRun, runLive } from './live-drill.ts';

export interface LivePlan {
  readonly name: string;
  /** null: the scenario's own seed, whose truth lies sealed in a file. */
  readonly seeds: readonly number[] | null;
  readonly pace: number;
  /** Folder of a running installation; null: one of its own, from `basePort`. */
  readonly dataDir: string | null;
  readonly basePort: number;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

async function withPlace<T>(plan: LivePlan, work: (place: LivePlace) => Promise<T>): Promise<T> {
  if (plan.dataDir !== null) {
    const { dataDir } = plan;
    return withStore(dataDir, (store, { basePort }) => work({ store, basePort, dataDir }));
  }
  const scratch = createScratch();
  try {
    plan.note('  starting an installation of its own');
    const city = await openInstallation({ basePort: plan.basePort, dataDir: scratch.dataDir('live-drill') });
    try {
      await city.start(CENTRE);
      const result = await work(city);
      city.assertSteady();
      return result;
    } finally {
      await city.close();
    }
  } finally {
    await scratch.remove();
  }
}

export async function runLiveSeeds(plan: LivePlan): Promise<{ scored: ScoredDrill; hops: readonly HopFigures[] }> {
  const { name, pace, note, signal } = plan;
  const commit = describeCommit();
  const runs = await withPlace(plan, async (place) => {
    const all: LiveRun[] = [];
    for (const seed of plan.seeds ?? [undefined]) {
      if (signal.aborted) break;
      all.push(await runLive({ ...place, name, seed, pace, note, signal }));
    }
    return all;
  });
  const score = scoreScenarios(runs.map(({ drill }) => drill));
  const sum = (pick: (run: LiveRun) => number) => runs.reduce((total, run) => total + pick(run), 0);
  const hops = hopFigures(runs.map((run) => run.hops));
  const figures: Record<string, number> = { ...score.figures, pace, readings: sum(({ readings }) => readings) };
  for (const { hop, count, p50, p95, max } of hops) {
    Object.assign(figures, { [`${hop}_ms_p50`]: p50, [`${hop}_ms_p95`]: p95, [`${hop}_ms_max`]: max });
    figures[`${hop}_count`] = count;
  }
  figures.socket_gaps = sum(({ gaps }) => gaps);
  figures.alarm_records_held_by_rules = sum((run) => run.hops.held());
  for (const key of ['acknowledged', 'dispatched', 'accepted', 'refused'] as const) {
    if (runs.every(({ people }) => people !== null)) figures[`people_${key}`] = sum(({ people }) => people?.[key] ?? 0);
  }
  const seeds = runs.map(({ drill }) => drill.seed);
  const all = { drill: `${name}-live`, ...commit, marks: SCENARIO_MARKS, score: { ...score, figures }, seeds };
  return { scored: createScoredDrill(all), hops };
}
