/**
 * One snapshot of the whole service: for every timeline the state of its engine and the offsets from which it must read
 * on. The service itself reads on from the smallest of them; a timeline skips what is before its own.
 */
export interface SnapshotStore {
  load(): Promise<{ readonly offsets: Readonly<Record<string, number>>; readonly state: Uint8Array } | null>;
  save(offsets: Readonly<Record<string, number>>, state: Uint8Array): Promise<void>;
}

export interface TimelineCheckpoint {
  /** Per telemetry partition. */
  readonly telemetry: readonly number[];
  readonly facts: number;
  readonly engine: Uint8Array;
  /** State of the assessors by name. */
  readonly assessors: Readonly<Record<string, unknown>>;
}

export interface Checkpoint {
  readonly telemetry: readonly number[];
  readonly facts: number;
  readonly timelines: ReadonlyMap<string, TimelineCheckpoint>;
}

interface Saved {
  readonly v: 1;
  readonly timelines: readonly {
    readonly id: string;
    readonly telemetry: readonly number[];
    readonly facts: number;
    readonly engine: string;
    readonly assessors?: Readonly<Record<string, unknown>>;
  }[];
}

export async function saveCheckpoint(store: SnapshotStore, checkpoint: Checkpoint): Promise<void> {
  const timelines = [...checkpoint.timelines].map(([id, { telemetry, facts, engine, assessors }]) => ({
    id,
    telemetry,
    facts,
    engine: new TextDecoder().decode(engine),
    assessors,
  }));
  const offsets: Record<string, number> = { 'facts/0': checkpoint.facts };
  for (const [partition, offset] of checkpoint.telemetry.entries()) offsets[`telemetry/${partition}`] = offset;
  const saved: Saved = { v: 1, timelines };
  await store.save(offsets, new TextEncoder().encode(JSON.stringify(saved)));
}

/** Begins at 0 when there is no snapshot yet. */
export async function loadCheckpoint(store: SnapshotStore, partitions: number): Promise<Checkpoint> {
  const snapshot = await store.load();
  const timelines = new Map<string, TimelineCheckpoint>();
  const offsetOf = (partition: number) => snapshot?.offsets[`telemetry/${partition}`] ?? 0;
  const telemetry = Array.from({ length: partitions }, (_, partition) => offsetOf(partition));
  if (!snapshot) return { telemetry, facts: 0, timelines };
  const saved = JSON.parse(new TextDecoder().decode(snapshot.state)) as Saved;
  for (const { id, telemetry: offsets, facts, engine, assessors = {} } of saved.timelines) {
    timelines.set(id, { telemetry: offsets, facts, engine: new TextEncoder().encode(engine), assessors });
  }
  return { telemetry, facts: snapshot.offsets['facts/0'] ?? 0, timelines };
}
