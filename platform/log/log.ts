/**
 * The durable log: the truth of which everything else is a view. This file is the seam; `postgres-log.ts` keeps it in
 * PostgreSQL and `memory-log.ts` in memory for tests. Both pass the same contract suite.
 *
 * Invariants: offsets of a partition are gap-free from 0 and become visible in order; one fenced writer owns a
 * partition; an append is idempotent by (producer, producerSeq); marks move in the same transaction as the append.
 */
import type { Stream } from '@chengyun/contracts';

/** One record: UTF-8 JSON of a LogRecord. Kept as text so that ingest never has to serialise a payload twice. */
export type RecordText = string;

export interface AppendOptions {
  /** Who appends; with `producerSeq` it makes a repeated append harmless. */
  readonly producer: string;
  /** Strictly increasing per (stream, partition, producer). A value at or below the last one appends nothing. */
  readonly producerSeq: number;
  /** High-water marks kept with the partition, for instance `<device>/<epoch>` → seq. They only ever rise. */
  readonly marks?: ReadonlyMap<string, number>;
}

export interface AppendResult {
  /** Offset of the first record; of the next free one when the append was a duplicate. */
  readonly baseOffset: number;
  readonly duplicate: boolean;
}

/** Consecutive records of one partition. `records[i]` has offset `baseOffset + i`. */
export interface LogBatch {
  readonly partition: number;
  readonly baseOffset: number;
  readonly records: readonly RecordText[];
}

/** The right to append to one partition. A later `acquire` fences this one off: its appends fail with FENCED. */
export interface LogWriter {
  append(records: readonly RecordText[], options: AppendOptions): Promise<AppendResult>;
  /** Marks as of the acquisition, newest value per key. */
  marks(): ReadonlyMap<string, number>;
  /** Highest producerSeq that was appended, 0 if none. */
  lastProducerSeq(producer: string): Promise<number>;
}

export interface Log {
  readonly partitions: (stream: Stream) => number;
  acquire(stream: Stream, partition: number, owner: string): Promise<LogWriter>;
  /** Batches from `from` on (a batch may begin earlier: it is cut), then waits for more until the signal aborts. */
  read(stream: Stream, partition: number, from: number, signal: AbortSignal): AsyncIterable<LogBatch>;
  /** Next free offset: everything below is readable. */
  head(stream: Stream, partition: number): Promise<number>;
  close(): Promise<void>;
}
