/** What every implementation of the log checks alike. */
import type { Stream } from '@chengyun/contracts';
import { AppError } from '../service/service.ts';
import type { RecordText } from './log.ts';

/** Partitions per stream; a stream left out has one. */
export type PartitionCounts = Readonly<Partial<Record<Stream, number>>>;

export function partitionCount(counts: PartitionCounts, stream: Stream): number {
  return counts[stream] ?? 1;
}

export function checkPartition(counts: PartitionCounts, stream: Stream, partition: number): void {
  if (Number.isInteger(partition) && partition >= 0 && partition < partitionCount(counts, stream)) return;
  throw new AppError('NO_PARTITION', `Stream ${stream} has no partition ${partition}.`);
}

/** Batches are lines of text, so a record with a raw line break would become two: a bug of the caller. */
export function assertRecords(records: readonly RecordText[]): void {
  for (const record of records) {
    if (record === '' || record.includes('\n')) {
      throw new TypeError('A log record must be one non-empty line; JSON escapes line breaks.');
    }
  }
}

export function fencedError(stream: Stream, partition: number): AppError {
  return new AppError('FENCED', `Another writer has taken over partition ${partition} of stream ${stream}.`);
}
