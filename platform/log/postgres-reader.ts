import type { Stream } from '@chengyun/contracts';
import { AppError } from '../service/service.ts';
import type { Store } from '../store/store.ts';
import { decodeBatch } from './batch-codec.ts';
import type { LogBatch } from './log.ts';
import type { LogWakeup } from './log-wakeup.ts';

export interface ReadPlace {
  readonly stream: Stream;
  readonly partition: number;
  readonly from: number;
}

/** Stored batches per query, and their compressed bytes: whichever is reached first, but always one batch. */
const BATCHES_MAX = 64;
const BYTES_MAX = 1 << 20;

interface BatchRow {
  base_offset: number;
  count: number;
  payload: Buffer;
}

/** The size of a payload is known without fetching it, so the limit costs nothing. */
const READ = {
  name: 'log_read',
  text: `
    SELECT base_offset, count, payload FROM (
      SELECT *, sum(octet_length(payload)) OVER (ORDER BY base_offset) - octet_length(payload) AS bytes_before FROM (
        SELECT base_offset, count, payload FROM log_batches
        WHERE stream = $1 AND partition = $2 AND base_offset >= COALESCE((
          SELECT max(base_offset) FROM log_batches WHERE stream = $1 AND partition = $2 AND base_offset <= $3), 0)
          AND base_offset + count > $3
        ORDER BY base_offset LIMIT ${BATCHES_MAX}) AS nearest) AS sized
    WHERE bytes_before < ${BYTES_MAX} ORDER BY base_offset`,
};

/** Throws AppError LOG_TRIMMED when records from `from` on are no longer kept. Errors of the database pass through. */
export async function* readBatches(
  store: Store,
  wakeup: LogWakeup,
  { stream, partition, from }: ReadPlace,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const key = `${stream}/${partition}`;
  let next = from;
  while (!signal.aborted) {
    const generation = wakeup.generation(key);
    const { rows } = await store.query<BatchRow>({ ...READ, values: [stream, partition, next] });
    for (const row of rows) {
      if (signal.aborted) return;
      if (row.base_offset > next) {
        throw new AppError(
          'LOG_TRIMMED',
          `Partition ${partition} of stream ${stream} begins at offset ${row.base_offset}; ${next} is no longer kept.`,
        );
      }
      const records = decodeBatch(row.payload);
      if (records.length !== row.count) {
        throw new Error(`Batch ${key}@${row.base_offset} holds ${records.length} records instead of ${row.count}.`);
      }
      const kept = row.base_offset === next ? records : records.slice(next - row.base_offset);
      yield { partition, baseOffset: next, records: kept };
      next = row.base_offset + row.count;
    }
    if (rows.length === 0 && wakeup.generation(key) === generation) await wakeup.wait(key, signal);
  }
}
