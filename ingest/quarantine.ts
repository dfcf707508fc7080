/**
 * Messages that were refused, with the reason. Bounded: the newest rows are kept, payloads are cut, and a device that
 * floods is only counted. Counts by reason are kept for ever. A refused message is acknowledged once its row is
 * committed, so that a poison message never circles between device and broker.
 */
import type { RejectionReason } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';

export interface Refusal {
  readonly device: string;
  readonly topic: string;
  readonly reason: RejectionReason;
  readonly detail: string;
  readonly payload: Uint8Array;
}

/** Where the rows go: PostgreSQL in service (quarantine-store.ts), an array in tests. */
export interface QuarantineStore {
  insert(rows: readonly Refusal[], counts: ReadonlyMap<RejectionReason, number>): Promise<void>;
  /** Keeps the newest rows. */
  prune(rowsMax: number): Promise<void>;
}

export interface QuarantineLimits {
  readonly rowsMax: number;
  readonly rowsPerMin: number;
}

export interface QuarantineDeps {
  readonly store: QuarantineStore;
  readonly clock: Clock;
  readonly counts: ComponentCounts;
}

/** Bytes of a refused payload that are kept. */
export const QUARANTINE_PAYLOAD_BYTES_MAX = 4096;

const MS_PER_MIN = 60_000;

/** Resolves when the rows (those within the limits) and the counts of all refusals are committed. */
export type Quarantine = (refusals: readonly Refusal[]) => Promise<void>;

export function createQuarantine(limits: QuarantineLimits, deps: QuarantineDeps): Quarantine {
  const { store, clock, counts } = deps;
  const allowances = new Map<string, { rows: number; atMs: number }>();
  const pruneEvery = Math.max(1, Math.floor(limits.rowsMax / 10));
  let sincePrune = pruneEvery;
  /** One transaction at a time: concurrent ones would only wait for each other's counts. */
  let turn: Promise<void> = Promise.resolve();

  const mayKeep = (device: string): boolean => {
    const nowMs = clock.monotonicMs();
    const before = allowances.get(device) ?? { rows: limits.rowsPerMin, atMs: nowMs };
    const earned = ((nowMs - before.atMs) / MS_PER_MIN) * limits.rowsPerMin;
    const rows = Math.min(limits.rowsPerMin, before.rows + earned);
    allowances.set(device, { rows: rows < 1 ? rows : rows - 1, atMs: nowMs });
    return rows >= 1;
  };

  const write = async (refusals: readonly Refusal[]) => {
    const byReason = new Map<RejectionReason, number>();
    const rows: Refusal[] = [];
    for (const refusal of refusals) {
      byReason.set(refusal.reason, (byReason.get(refusal.reason) ?? 0) + 1);
      if (mayKeep(refusal.device)) {
        rows.push({ ...refusal, payload: keptPayload(refusal) });
      }
    }
    await store.insert(rows, byReason);
    for (const [reason, count] of byReason) counts.dropped(reason, count);
    if (rows.length < refusals.length) counts.dropped('quarantine-full', refusals.length - rows.length);
    sincePrune += rows.length;
    if (sincePrune >= pruneEvery) {
      sincePrune = 0;
      await store.prune(limits.rowsMax - pruneEvery);
    }
  };

  return (refusals) => {
    const mine = turn.then(() => write(refusals));
    turn = mine.catch(() => {});
    return mine;
  };
}

/** What could identify a person is not kept, not even to show that it was refused. */
function keptPayload({ reason, payload }: Refusal): Uint8Array {
  return payload.subarray(
    0,
    reason === 'identity-field' || reason === 'not-collected' ? 0 : QUARANTINE_PAYLOAD_BYTES_MAX,
  );
}
