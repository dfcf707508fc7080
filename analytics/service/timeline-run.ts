/** One timeline in the service: its barrier, its engine and where it stands in the log. */
import type { TelemetryRecord } from '@chengyun/contracts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { Rule } from '../rules/rule.ts';
import { type Barrier, createBarrier } from './barrier.ts';
import type { TimelineCheckpoint } from './checkpoint.ts';

export interface TimelineRun {
  readonly id: string;
  readonly barrier: Barrier;
  readonly engine: () => Engine;
  push(partition: number, offset: number, record: TelemetryRecord): void;
  /** The same state under other rules. */
  replaceRules(rules: readonly Rule[]): void;
  /** Before these offsets everything of the timeline is in its engine. */
  checkpoint(positions: readonly number[], facts: number): TimelineCheckpoint;
}

export function createTimelineRun(
  id: string,
  rules: readonly Rule[],
  partitions: number,
  from: TimelineCheckpoint | null,
): TimelineRun {
  const barrier = createBarrier(partitions);
  let engine = createEngine({ timeline: id, rules });
  if (from) engine.restore(from.engine);
  return {
    id,
    barrier,
    engine: () => engine,
    push: (partition, offset, record) => {
      if (offset < (from?.telemetry[partition] ?? 0)) return;
      barrier.push(partition, offset, record);
    },
    replaceRules: (next) => {
      const state = engine.snapshot();
      engine = createEngine({ timeline: id, rules: next });
      engine.restore(state);
    },
    checkpoint: (positions, facts) => ({
      telemetry: positions.map((position, partition) => barrier.firstOffset(partition) ?? position),
      facts,
      engine: engine.snapshot(),
    }),
  };
}
