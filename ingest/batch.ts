/** What one partition commits together: records, what was refused meanwhile, and everyone who waits for it. */

import type { EpochMark } from './marks.ts';
import type { Refusal } from './quarantine.ts';

/** Called once: with null after the commit, with the error when it failed. */
export type Settle = (error: Error | null) => void;

/** A barrier on its way into one partition. */
export interface PendingTick {
  readonly timeline: string;
  readonly n: number;
  readonly atMs: number;
  readonly facts: number;
  readonly forecasts: number;
  /** True when it stands or falls with the conductor's clock event before it in the same batch. */
  readonly tied: boolean;
  readonly settle: Settle;
}

/** A checked message of a conductor that moves its timeline to `atMs`. */
export interface ClockEvent {
  readonly record: string;
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly timeline: string;
  readonly atMs: number;
}

export interface Batch {
  readonly records: string[];
  readonly refusals: Refusal[];
  readonly waiting: Settle[];
  readonly epochs: Map<EpochMark, number>;
  readonly ticks: PendingTick[];
  /** Other marks that move with this batch. */
  readonly marks: Map<string, number>;
  /** Monotonic time of the first entry; null while empty. */
  sinceMs: number | null;
}

export function createBatch(): Batch {
  return {
    records: [],
    refusals: [],
    waiting: [],
    epochs: new Map(),
    ticks: [],
    marks: new Map(),
    sinceMs: null,
  };
}

export function isEmptyBatch(batch: Batch): boolean {
  return batch.records.length === 0 && batch.refusals.length === 0 && batch.waiting.length === 0;
}

/** All marks of the batch as the log takes them. */
export function marksOf(batch: Batch): Map<string, number> {
  const marks = new Map(batch.marks);
  for (const [mark, seq] of batch.epochs) marks.set(mark.key, seq);
  return marks;
}
