/** The log in memory, for tests and for engines that run over made-up records. Same contract as the real one. */
import type { Stream } from '@chengyun/contracts';
import { assertRecords, checkPartition, fencedError, type PartitionCounts, partitionCount } from './append-rules.ts';
import type { Log, LogWriter, RecordText } from './log.ts';

interface Partition {
  readonly records: RecordText[];
  readonly producers: Map<string, number>;
  readonly marks: Map<string, number>;
  fence: number;
  wake: PromiseWithResolvers<void>;
}

/** Records handed out at once. */
const BATCH_MAX = 1000;

export function createMemoryLog(counts: PartitionCounts = {}): Log {
  const partitions = new Map<string, Partition>();
  const closing = new AbortController();

  const open = (stream: Stream, partition: number): Partition => {
    checkPartition(counts, stream, partition);
    const key = `${stream}/${partition}`;
    const found = partitions.get(key) ?? {
      records: [],
      producers: new Map(),
      marks: new Map(),
      fence: 0,
      wake: Promise.withResolvers<void>(),
    };
    partitions.set(key, found);
    return found;
  };

  return {
    partitions: (stream) => partitionCount(counts, stream),
    acquire: async (stream, partition): Promise<LogWriter> => {
      const kept = open(stream, partition);
      const fence = ++kept.fence;
      const marks = new Map(kept.marks);
      return {
        append: async (records, { producer, producerSeq, marks: raised }) => {
          assertRecords(records);
          if (kept.fence !== fence) throw fencedError(stream, partition);
          const baseOffset = kept.records.length;
          if (producerSeq <= (kept.producers.get(producer) ?? 0)) return { baseOffset, duplicate: true };
          kept.producers.set(producer, producerSeq);
          for (const record of records) kept.records.push(record);
          for (const [key, value] of raised ?? []) kept.marks.set(key, Math.max(value, kept.marks.get(key) ?? value));
          kept.wake.resolve();
          kept.wake = Promise.withResolvers<void>();
          return { baseOffset, duplicate: false };
        },
        marks: () => marks,
        lastProducerSeq: async (producer) => kept.producers.get(producer) ?? 0,
      };
    },
    async *read(stream, partition, from, signal) {
      const kept = open(stream, partition);
      const ended = AbortSignal.any([signal, closing.signal]);
      const { promise: whenEnded, resolve: end } = Promise.withResolvers<void>();
      ended.addEventListener('abort', () => end(), { once: true });
      for (let next = from; !ended.aborted; ) {
        if (next >= kept.records.length) {
          await Promise.race([kept.wake.promise, whenEnded]);
          continue;
        }
        const records = kept.records.slice(next, next + BATCH_MAX);
        yield { partition, baseOffset: next, records };
        next += records.length;
      }
    },
    head: async (stream, partition) => open(stream, partition).records.length,
    close: async () => closing.abort(),
  };
}
