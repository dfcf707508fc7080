/** The state of an engine together with the log offsets it stands for. */
import type { Queryable } from './store.ts';

/** Next offset to read, keyed as the engine likes, for instance `telemetry/0`. */
export type SnapshotOffsets = Readonly<Record<string, number>>;

export interface Snapshot {
  readonly offsets: SnapshotOffsets;
  readonly state: Uint8Array;
}

/** Replaces the snapshot of that name. */
export async function saveSnapshot(
  client: Queryable,
  name: string,
  offsets: SnapshotOffsets,
  state: Uint8Array,
): Promise<void> {
  await client.query(
    `INSERT INTO snapshots (name, offsets, state) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET offsets = EXCLUDED.offsets, state = EXCLUDED.state, taken_at = now()`,
    [name, JSON.stringify(offsets), Buffer.from(state)],
  );
}

export async function loadSnapshot(client: Queryable, name: string): Promise<Snapshot | null> {
  const { rows } = await client.query<{ offsets: SnapshotOffsets; state: Buffer }>(
    'SELECT offsets, state FROM snapshots WHERE name = $1',
    [name],
  );
  return rows[0] ?? null;
}
