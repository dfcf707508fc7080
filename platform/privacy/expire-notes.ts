/**
 * Takes the words of notes out of the record when their days are over: in the archive's table of facts, in the log that
 * it was copied from, and in the audit trail. That a note was made, by which account and when, stays; so do offsets,
 * counts and the chain of the audit trail, whose rows carry digests and may lose actor and details (audit/audit.ts).
 */
import { decodeBatch, encodeBatch } from '../log/batch-codec.ts';
import type { Queryable, Store } from '../store/store.ts';

/** Stands where words were. */
export const EXPIRED_TEXT = '已到期删除 expired';
/** Fields of a fact's body that people write freely. */
const FREE_TEXT = ['text', 'note', 'reason'] as const;
const BATCHES_MAX = 500;
const CURSOR = 'expiry-notes';

/** Returns how many facts lost their words. */
export async function expireNotes(store: Store, beforeMs: number): Promise<number> {
  const before = new Date(beforeMs).toISOString();
  return store.tx(async (client) => {
    const logged = await expireLogged(client, before);
    const condition = FREE_TEXT.map((field) => `(body->'body' ? '${field}' AND body->'body'->>'${field}' <> $2)`);
    const set = FREE_TEXT.reduce(
      (sql, field) =>
        `CASE WHEN body->'body' ? '${field}' THEN jsonb_set(${sql}, '{body,${field}}', to_jsonb($2::text)) ELSE ${sql} END`,
      'body',
    );
    const { rowCount } = await client.query(
      `UPDATE facts SET body = ${set} WHERE rx_at < $1 AND (${condition.join(' OR ')})`,
      [before, EXPIRED_TEXT],
    );
    await client.query(
      `UPDATE audit SET actor = 'erased', body = body - 'details'
       WHERE at < $1 AND action LIKE 'fact.%' AND body ? 'details' AND actor <> 'erased'
         AND (${FREE_TEXT.map((field) => `body->'details' ? '${field}'`).join(' OR ')})`,
      [before],
    );
    return Math.max(rowCount ?? 0, logged);
  });
}

/** The log's own copy, from where the last run ended; records keep their number and their order. */
async function expireLogged(client: Queryable, before: string): Promise<number> {
  const { rows } = await client.query<{ partition: number; base_offset: number; count: number; payload: Buffer }>(
    `SELECT b.partition, b.base_offset, b.count, b.payload FROM log_batches b
     LEFT JOIN cursors c ON c.consumer = $2 AND c.stream = 'facts' AND c.partition = b.partition
     WHERE b.stream = 'facts' AND b.appended_at < $1 AND b.base_offset >= coalesce(c.next_offset, 0)
     ORDER BY b.partition, b.base_offset LIMIT ${BATCHES_MAX}`,
    [before, CURSOR],
  );
  let changed = 0;
  for (const { partition, base_offset, count, payload } of rows) {
    const records = decodeBatch(payload);
    const wordless = records.map(withoutWords);
    const lost = wordless.filter((record, index) => record !== records[index]).length;
    changed += lost;
    if (lost > 0) {
      await client.query(
        "UPDATE log_batches SET payload = $3 WHERE stream = 'facts' AND partition = $1 AND base_offset = $2",
        [partition, base_offset, encodeBatch(wordless)],
      );
    }
    await client.query(
      `INSERT INTO cursors (consumer, stream, partition, next_offset) VALUES ($1, 'facts', $2, $3)
       ON CONFLICT (consumer, stream, partition) DO UPDATE SET next_offset = EXCLUDED.next_offset`,
      [CURSOR, partition, base_offset + count],
    );
  }
  return changed;
}

function withoutWords(record: string): string {
  const fact = JSON.parse(record) as { k: string; body?: Record<string, unknown> };
  const { body } = fact;
  const written = FREE_TEXT.filter((field) => typeof body?.[field] === 'string' && body[field] !== EXPIRED_TEXT);
  if (fact.k !== 'fact' || !body || written.length === 0) return record;
  for (const field of written) body[field] = EXPIRED_TEXT;
  return JSON.stringify(fact);
}
