import type { Stream } from '@chengyun/contracts';
import type { Store } from '../store/store.ts';

/** Batches deleted per transaction, so that no lock is held for long. */
const BATCHES_MAX = 500;

/**
 * Log retention: forgets whole batches that lie before `beforeOffset`. The caller makes sure that every consumer is
 * past it; a reader that is not gets LOG_TRIMMED. Offsets, producers and marks stay. Returns the batches deleted.
 */
export async function trimLog(store: Store, stream: Stream, partition: number, beforeOffset: number): Promise<number> {
  let trimmed = 0;
  for (;;) {
    const { rowCount } = await store.query(
      `DELETE FROM log_batches WHERE stream = $1 AND partition = $2 AND base_offset IN (
         SELECT base_offset FROM log_batches
         WHERE stream = $1 AND partition = $2 AND base_offset + count <= $3 ORDER BY base_offset LIMIT ${BATCHES_MAX})`,
      [stream, partition, beforeOffset],
    );
    trimmed += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCHES_MAX) return trimmed;
  }
}
