/**
 * The log in PostgreSQL: compressed batches, one row each. An append is one call of the SQL function `log_append`
 * (migration 0002), which locks the partition's row until its commit; that makes offsets gap-free and ordered.
 *
 * Readers are woken by NOTIFY. It is sent after the commit and never inside it: PostgreSQL lets only one transaction
 * with a notification commit at a time, which would line up the disk flushes of all partitions. A notification lost
 * in a crash costs one poll.
 */
import type { Stream } from '@chengyun/contracts';
import type { Store } from '../store/store.ts';
import { checkPartition, type PartitionCounts, partitionCount } from './append-rules.ts';
import type { Log } from './log.ts';
import { createLogWakeup, LOG_CHANNEL } from './log-wakeup.ts';
import { readBatches } from './postgres-reader.ts';
import { acquireWriter } from './postgres-writer.ts';

export interface PostgresLogOptions {
  readonly partitions: PartitionCounts;
}

export function createPostgresLog(store: Store, { partitions: counts }: PostgresLogOptions): Log {
  const closing = new AbortController();
  const wakeup = createLogWakeup(store);
  let notifying = false;
  const pending = new Set<string>();

  // At most one notification is under way; what is appended meanwhile goes into the next one.
  const notify = async (key: string): Promise<void> => {
    pending.add(key);
    if (notifying) return;
    notifying = true;
    while (pending.size > 0) {
      const payload = [...pending].join(' ');
      pending.clear();
      await store
        .query('SELECT pg_notify($1, $2)', [LOG_CHANNEL, payload])
        .catch((error: Error) => store.logger.debug({ err: error }, 'readers find the append by polling'));
    }
    notifying = false;
  };

  return {
    partitions: (stream) => partitionCount(counts, stream),
    acquire: async (stream, partition, owner) => {
      checkPartition(counts, stream, partition);
      return acquireWriter(store, stream, partition, owner, () => void notify(`${stream}/${partition}`));
    },
    read: (stream, partition, from, signal) => {
      checkPartition(counts, stream, partition);
      return readBatches(store, wakeup, { stream, partition, from }, AbortSignal.any([signal, closing.signal]));
    },
    head: (stream, partition) => {
      checkPartition(counts, stream, partition);
      return readHead(store, stream, partition);
    },
    close: async () => {
      closing.abort();
      await wakeup.stop();
    },
  };
}

async function readHead(store: Store, stream: Stream, partition: number): Promise<number> {
  const { rows } = await store.query<{ next_offset: number }>({
    name: 'log_head',
    text: 'SELECT next_offset FROM log_partitions WHERE stream = $1 AND partition = $2',
    values: [stream, partition],
  });
  return rows[0]?.next_offset ?? 0;
}
