/** One timeline in the service: its barrier, its engine and where it stands in the log. */
import type { TelemetryRecord } from '@chengyun/contracts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { type Assessor, type AssessorFactory, loadAssessors, saveAssessors } from './assessor.ts';
import { type Barrier, createBarrier } from './barrier.ts';
import type { TimelineCheckpoint } from './checkpoint.ts';
import type { RuleSet } from './rule-set.ts';

export interface TimelineRun {
  readonly id: string;
  readonly barrier: Barrier;
  readonly engine: () => Engine;
  readonly assessors: () => readonly Assessor[];
  push(partition: number, offset: number, record: TelemetryRecord): void;
  /** The same state under other rules. */
  replaceRules(set: RuleSet): void;
  /** Before these offsets everything of the timeline is in its engine. */
  checkpoint(positions: readonly number[], facts: number): TimelineCheckpoint;
}

export function createTimelineRun(
  id: string,
  set: RuleSet,
  partitions: number,
  from: TimelineCheckpoint | null,
  createAssessors: AssessorFactory,
): TimelineRun {
  const barrier = createBarrier(partitions);
  let engine = createEngine({ timeline: id, rules: set.rules });
  let assessors = createAssessors(set);
  if (from) {
    engine.restore(from.engine);
    loadAssessors(assessors, from.assessors);
  }
  return {
    id,
    barrier,
    engine: () => engine,
    assessors: () => assessors,
    push: (partition, offset, record) => {
      if (offset < (from?.telemetry[partition] ?? 0)) return;
      barrier.push(partition, offset, record);
    },
    replaceRules: (next) => {
      const state = engine.snapshot();
      engine = createEngine({ timeline: id, rules: next.rules });
      engine.restore(state);
      const states = saveAssessors(assessors);
      assessors = createAssessors(next);
      loadAssessors(assessors, states);
    },
    checkpoint: (positions, facts) => ({
      telemetry: positions.map((position, partition) => barrier.firstOffset(partition) ?? position),
      facts,
      engine: engine.snapshot(),
      assessors: saveAssessors(assessors),
    }),
  };
}
