/**
 * The audit trail: append-only and hash-chained, hash = sha256(previous hash || canonical body). The body holds salted
 * digests of actor and details, so that the readable columns can be erased without breaking the chain.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';

export interface AuditEntry {
  readonly actor: string;
  /** `sign-in`, `fact.ack`, `still.ask`, `zones.change`... */
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

interface AuditRow {
  n: number;
  body: AuditBody;
  previous_hash: Buffer;
  hash: Buffer;
}
interface AuditBody {
  readonly action: string;
  readonly subject: string;
  readonly salt: string;
  readonly digest: string;
}

/** Any constant will do; it serialises the writers of the chain. */
const LOCK = 4_702_117;
const GENESIS = Buffer.alloc(32);

function canonical({ action, subject, salt, digest }: AuditBody): string {
  return JSON.stringify([action, subject, salt, digest]);
}

function chain(previous: Uint8Array, body: AuditBody): Buffer {
  return createHash('sha256').update(previous).update(canonical(body)).digest();
}

/** Appends one row unless `once` is set and the same action on the same subject is there already. */
export async function appendAudit(store: Store, entry: AuditEntry, once = false): Promise<void> {
  await store.tx((client) => appendAuditIn(client, entry, once));
}

/** The same inside of a transaction: row and effect are there together or not at all. */
export async function appendAuditIn(client: Queryable, entry: AuditEntry, once = false): Promise<void> {
  const { actor, action, subject, details } = entry;
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  if (once) {
    const known = await client.query('SELECT FROM audit WHERE action = $1 AND subject = $2', [action, subject]);
    if (known.rowCount) return;
  }
  const last = await client.query<{ hash: Buffer }>('SELECT hash FROM audit ORDER BY n DESC LIMIT 1');
  const previous = last.rows[0]?.hash ?? GENESIS;
  const salt = randomBytes(16).toString('hex');
  const digest = createHash('sha256')
    .update(`${salt}${actor}${JSON.stringify(details)}`)
    .digest('hex');
  const body: AuditBody = { action, subject, salt, digest };
  await client.query(
    'INSERT INTO audit (actor, action, subject, body, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6)',
    [actor, action, subject, JSON.stringify({ ...body, details }), previous, chain(previous, body)],
  );
}

/** Walks the chain. `brokenAt` is the first row that was changed, removed before or put in, null when it is whole. */
export async function verifyAudit(store: Store): Promise<{ readonly rows: number; readonly brokenAt: number | null }> {
  const { rows } = await store.query<AuditRow>('SELECT n, body, previous_hash, hash FROM audit ORDER BY n');
  let previous: Uint8Array = GENESIS;
  for (const { n, body, previous_hash, hash } of rows) {
    if (!previous_hash.equals(previous) || !chain(previous, body).equals(hash))
      return { rows: rows.length, brokenAt: n };
    previous = hash;
  }
  return { rows: rows.length, brokenAt: null };
}

export interface AuditLine {
  readonly n: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
}

/** Newest first. */
export async function listAudit(store: Store, limit: number): Promise<readonly AuditLine[]> {
  const { rows } = await store.query<AuditLine>(
    `SELECT n, (extract(epoch FROM at) * 1000)::bigint AS at, actor, action, subject FROM audit ORDER BY n DESC LIMIT $1`,
    [limit],
  );
  return rows;
}
