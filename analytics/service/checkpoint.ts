/**
 * One snapshot of the whole service: for every timeline the state of its engine and the offsets from which it must read
 * on. The service itself reads on from the smallest of them; a timeline skips what is before its own.
 */
import type { RuleStep } from '@chengyun/contracts';
import type { SavedShadow } from './shadow-run.ts';

export interface SnapshotStore {
  load(): Promise<{ readonly offsets: Readonly<Record<string, number>>; readonly state: Uint8Array } | null>;
  save(offsets: Readonly<Record<string, number>>, state: Uint8Array): Promise<void>;
}

export interface TimelineCheckpoint {
  /** Per telemetry partition. */
  readonly telemetry: readonly number[];
  readonly facts: number;
  readonly forecasts: number;
  readonly engine: Uint8Array;
  /** The rules of the engine are those after the steps before this offset of the facts. */
  readonly rulesUntil: number;
  readonly shadow: SavedShadow | null;
  /** State of the assessors by name. */
  readonly assessors: Readonly<Record<string, unknown>>;
}

export interface Checkpoint {
  readonly telemetry: readonly number[];
  readonly facts: number;
  readonly forecasts: number;
  readonly timelines: ReadonlyMap<string, TimelineCheckpoint>;
  /** Steps of rules' versions that were read. */
  readonly steps: readonly RuleStep[];
}

/** The service reads on from the smallest of the timelines' offsets, at most from what it has `read` itself. */
export function checkpointOf(
  timelines: ReadonlyMap<string, TimelineCheckpoint>,
  read: Pick<Checkpoint, 'telemetry' | 'facts' | 'forecasts'>,
  steps: readonly RuleStep[],
): Checkpoint {
  const lowest = (pick: (each: TimelineCheckpoint) => number, position: number) =>
    Math.min(position, ...[...timelines.values()].map(pick));
  return {
    telemetry: read.telemetry.map((position, i) => lowest((each) => each.telemetry[i] ?? 0, position)),
    facts: lowest((each) => each.facts, read.facts),
    forecasts: lowest((each) => each.forecasts, read.forecasts),
    timelines,
    steps,
  };
}

interface Saved {
  readonly v: 1;
  readonly steps?: readonly RuleStep[];
  readonly timelines: readonly {
    readonly id: string;
    readonly telemetry: readonly number[];
    readonly facts: number;
    readonly forecasts?: number;
    readonly engine: string;
    readonly rulesUntil?: number;
    readonly shadow?: SavedShadow | null;
    readonly assessors?: Readonly<Record<string, unknown>>;
  }[];
}

export async function saveCheckpoint(store: SnapshotStore, checkpoint: Checkpoint): Promise<void> {
  const timelines = [...checkpoint.timelines].map(([id, { engine, ...rest }]) => ({
    id,
    ...rest,
    engine: new TextDecoder().decode(engine),
  }));
  const offsets: Record<string, number> = { 'facts/0': checkpoint.facts, 'forecasts/0': checkpoint.forecasts };
  for (const [partition, offset] of checkpoint.telemetry.entries()) offsets[`telemetry/${partition}`] = offset;
  const saved: Saved = { v: 1, steps: checkpoint.steps, timelines };
  await store.save(offsets, new TextEncoder().encode(JSON.stringify(saved)));
}

/** Begins at 0 when there is no snapshot yet. */
export async function loadCheckpoint(store: SnapshotStore, partitions: number): Promise<Checkpoint> {
  const snapshot = await store.load();
  const timelines = new Map<string, TimelineCheckpoint>();
  const offsetOf = (partition: number) => snapshot?.offsets[`telemetry/${partition}`] ?? 0;
  const telemetry = Array.from({ length: partitions }, (_, partition) => offsetOf(partition));
  if (!snapshot) return { telemetry, facts: 0, forecasts: 0, timelines, steps: [] };
  const saved = JSON.parse(new TextDecoder().decode(snapshot.state)) as Saved;
  for (const each of saved.timelines) {
    const { id, telemetry: offsets, facts, forecasts = 0, assessors = {}, rulesUntil = 0, shadow = null } = each;
    const engine = new TextEncoder().encode(each.engine);
    timelines.set(id, { telemetry: offsets, facts, forecasts, engine, assessors, rulesUntil, shadow });
  }
  const { 'facts/0': facts = 0, 'forecasts/0': forecasts = 0 } = snapshot.offsets;
  return { telemetry, facts, forecasts, timelines, steps: saved.steps ?? [] };
}
