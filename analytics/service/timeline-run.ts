/** One timeline in the service: its barrier, its engine and where it stands in the log. */
import type { TelemetryRecord } from '@chengyun/contracts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { EngineThreads } from '../engine/engine-api.ts';
import { type Assessor, type AssessorFactory, loadAssessors, saveAssessors } from './assessor.ts';
import { type Barrier, createBarrier } from './barrier.ts';
import type { TimelineCheckpoint } from './checkpoint.ts';
import type { RunningRules } from './rule-course.ts';
import type { RuleSet } from './rule-set.ts';
import { createShadowRun, type SavedShadow, type ShadowRun } from './shadow-run.ts';

export interface TimelineRun {
  readonly id: string;
  readonly barrier: Barrier;
  readonly engine: () => Engine;
  readonly assessors: () => readonly Assessor[];
  push(partition: number, offset: number, record: TelemetryRecord): void;
  readonly shadow: () => ShadowRun | null;
  /** Which rules it runs: RunningRules.key, and the offset of the facts up to which it is known. */
  rulesKey(): string;
  rulesUntil(): number;
  /** The same state under other rules. */
  replaceRules(running: RunningRules): void;
  /** The rules of a tick are known: those after the steps before this offset. */
  rulesAreOf(until: number): void;
  /** Ends the threads of its engine, if it has any. */
  close(): void;
  /** Before these offsets everything of the timeline is in its engine. */
  checkpoint(positions: readonly number[], facts: number, forecasts: number): TimelineCheckpoint;
}

export function createTimelineRun(
  id: string,
  running: RunningRules,
  partitions: number,
  from: TimelineCheckpoint | null,
  createAssessors: AssessorFactory,
  /** How its rules are spread over worker threads; null: not at all. */
  threads: Omit<EngineThreads, 'assets'> | null = null,
): TimelineRun {
  const barrier = createBarrier(partitions);
  const engineOf = ({ rules, assets }: RuleSet) =>
    createEngine({ timeline: id, rules, assets, ...(threads && { threads: { ...threads, assets } }) });
  let engine = engineOf(running.set);
  let assessors = createAssessors(running.set);
  let { key } = running;
  let rulesUntil = from?.rulesUntil ?? 0;
  const shadowOf = ({ shadow: rules, shadowIds }: RunningRules, saved: SavedShadow | null) =>
    shadowIds.size > 0 ? createShadowRun(id, rules, shadowIds, saved) : null;
  let shadow = shadowOf(running, from?.shadow ?? null);
  if (from) {
    engine.restore(from.engine);
    loadAssessors(assessors, from.assessors);
  }
  return {
    id,
    barrier,
    engine: () => engine,
    assessors: () => assessors,
    shadow: () => shadow,
    rulesKey: () => key,
    rulesUntil: () => rulesUntil,
    rulesAreOf: (until) => {
      rulesUntil = until;
    },
    push: (partition, offset, record) => {
      if (offset < (from?.telemetry[partition] ?? 0)) return;
      barrier.push(partition, offset, record);
    },
    replaceRules: (next) => {
      const state = engine.snapshot();
      engine.close();
      engine = engineOf(next.set);
      engine.restore(state);
      shadow = shadowOf(next, shadow?.save() ?? null);
      ({ key } = next);
      const states = saveAssessors(assessors);
      assessors = createAssessors(next.set);
      loadAssessors(assessors, states);
    },
    checkpoint: (positions, facts, forecasts) => ({
      telemetry: positions.map((position, partition) => barrier.firstOffset(partition) ?? position),
      facts,
      forecasts,
      engine: engine.snapshot(),
      rulesUntil,
      shadow: shadow?.save() ?? null,
      assessors: saveAssessors(assessors),
    }),
    close: () => engine.close(),
  };
}
