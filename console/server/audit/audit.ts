/**
 * The audit trail: append-only and hash-chained, hash = sha256(previous hash || canonical body). The body holds salted
 * digests of actor and details, so that these can be erased without breaking the chain. Who edits, removes, reorders or
 * backdates a row breaks it (verify-audit.ts); who cuts off its end is found out by the checkpoints (checkpoints.ts).
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

export interface AuditBody {
  readonly action: string;
  readonly subject: string;
  readonly salt: string;
  readonly digest: string;
  /** When it was appended, epoch ms of the database; rows of older versions have none. */
  readonly at?: number;
}

/** In the column of the actor where a person's row was erased. */
export const ERASED = 'erased';
/** Any constant will do; it serialises the writers of the chain. */
const LOCK = 4_702_117;
export const GENESIS: Buffer = Buffer.alloc(32);

export function chainHash(previous: Uint8Array, { action, subject, salt, digest, at }: AuditBody): Buffer {
  const canonical = JSON.stringify([action, subject, salt, digest, ...(at === undefined ? [] : [at])]);
  return createHash('sha256').update(previous).update(canonical).digest();
}

/** Keys in the order of the alphabet at every depth: the database keeps an order of its own. */
export function digestOf(salt: string, actor: string, details: unknown): string {
  return createHash('sha256')
    .update(`${salt}${actor}${JSON.stringify(details, sortedKeys)}`)
    .digest('hex');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
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
  const last = await client.query<{ hash: Buffer | null; at: number }>(
    `SELECT (SELECT hash FROM audit ORDER BY n DESC LIMIT 1) AS hash,
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at`,
  );
  const { hash, at } = last.rows[0]!;
  const previous = hash ?? GENESIS;
  const salt = randomBytes(16).toString('hex');
  const body: AuditBody = { action, subject, salt, digest: digestOf(salt, actor, details), at };
  await client.query(
    `INSERT INTO audit (at, actor, action, subject, body, previous_hash, hash)
     VALUES (to_timestamp($1::float8 / 1000), $2, $3, $4, $5, $6, $7)`,
    [at, actor, action, subject, JSON.stringify({ ...body, details }), previous, chainHash(previous, body)],
  );
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
