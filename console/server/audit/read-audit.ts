/** The whole audit trail from its first row, in batches, so that a long one fits into memory. */
import type { Queryable } from '@chengyun/platform/store/store.ts';
import type { AuditBody } from './audit.ts';

export interface AuditRow {
  readonly n: number;
  readonly at: Date;
  /** The same, epoch ms. */
  readonly at_ms: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly body: AuditBody & { readonly details?: unknown };
  readonly previous_hash: Buffer;
  readonly hash: Buffer;
}

const BATCH = 5_000;

/** The last batch may be empty. */
export async function* readAudit(store: Queryable): AsyncGenerator<readonly AuditRow[]> {
  for (let after = 0; ; ) {
    const { rows } = await store.query<AuditRow>(
      `SELECT n, at, (extract(epoch FROM at) * 1000)::bigint AS at_ms, actor, action, subject, body, previous_hash, hash
       FROM audit WHERE n > $1 ORDER BY n LIMIT ${BATCH}`,
      [after],
    );
    yield rows;
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.n;
  }
}
