/** A consumer's place in the log. It moves in the same transaction as the consumer's effect. */
import type { Stream } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

/** The next offset to read; 0 when the consumer has not begun. */
export async function readCursor(
  client: Queryable,
  consumer: string,
  stream: Stream,
  partition: number,
): Promise<number> {
  const { rows } = await client.query<{ next_offset: number }>(
    'SELECT next_offset FROM cursors WHERE consumer = $1 AND stream = $2 AND partition = $3',
    [consumer, stream, partition],
  );
  return rows[0]?.next_offset ?? 0;
}

export async function writeCursor(
  client: Queryable,
  consumer: string,
  stream: Stream,
  partition: number,
  nextOffset: number,
): Promise<void> {
  await client.query(
    `INSERT INTO cursors (consumer, stream, partition, next_offset) VALUES ($1, $2, $3, $4)
     ON CONFLICT (consumer, stream, partition) DO UPDATE SET next_offset = EXCLUDED.next_offset`,
    [consumer, stream, partition, nextOffset],
  );
}
