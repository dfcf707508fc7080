/**
 * Walks the audit trail from its first row, in batches, and holds every row against its own digests, against the row
 * before it, and against the signed checkpoints, which are kept outside of the database.
 */
import type { Store } from '@chengyun/platform/store/store.ts';
import { chainHash, digestOf, ERASED, GENESIS } from './audit.ts';
import { type Checkpoint, isSigned } from './checkpoints.ts';
import { type AuditRow, readAudit } from './read-audit.ts';

export type AuditFault =
  /** A readable column says something else than the row said when it was appended. */
  | 'edited'
  /** The row does not follow the one before it: something was taken out, put in or moved. */
  | 'out-of-chain'
  /** A signed checkpoint speaks of a row that is not there, or that was another one. */
  | 'cut-off'
  /** The checkpoint itself was not written by this installation. */
  | 'forged-checkpoint';

export interface AuditVerdict {
  readonly rows: number;
  /** Rows whose actor and details were erased; what was done stays readable. */
  readonly erased: number;
  readonly checkpoints: number;
  /** The first row that is not as it was; null when the trail is whole. */
  readonly brokenAt: number | null;
  readonly fault: AuditFault | null;
}

export interface VerifyOptions {
  readonly checkpoints?: readonly Checkpoint[];
  /** Of this installation (checkpoints.ts), PEM; needed with checkpoints. */
  readonly publicKey?: string;
  readonly onProgress?: (rows: number) => void;
}

export async function verifyAudit(store: Store, options: VerifyOptions = {}): Promise<AuditVerdict> {
  const { checkpoints = [], publicKey = '', onProgress = () => {} } = options;
  const waiting = [...checkpoints].sort((a, b) => a.n - b.n);
  let [rows, erased] = [0, 0];
  let previous: Uint8Array = GENESIS;
  const broken = (brokenAt: number, fault: AuditFault): AuditVerdict => ({
    ...{ rows, erased, checkpoints: checkpoints.length, brokenAt, fault },
  });
  const forged = waiting.find((checkpoint) => !isSigned(checkpoint, publicKey));
  if (forged) return broken(forged.n, 'forged-checkpoint');
  for await (const batch of readAudit(store)) {
    for (const row of batch) {
      rows += 1;
      if (row.actor === ERASED) erased += 1;
      if (!row.previous_hash.equals(previous) || !chainHash(previous, row.body).equals(row.hash)) {
        return broken(row.n, 'out-of-chain');
      }
      if (isEdited(row)) return broken(row.n, 'edited');
      while (waiting[0] && waiting[0].n <= row.n) {
        const { n, hash } = waiting.shift()!;
        if (n !== row.n || hash !== row.hash.toString('hex')) return broken(n, 'cut-off');
      }
      previous = row.hash;
    }
    onProgress(rows);
  }
  const [missing] = waiting;
  if (missing) return broken(missing.n, 'cut-off');
  return { rows, erased, checkpoints: checkpoints.length, brokenAt: null, fault: null };
}

function isEdited({ at_ms, actor, action, subject, body }: AuditRow): boolean {
  if (action !== body.action || subject !== body.subject) return true;
  // Rows of older versions carry no time, and digests over keys in the order of their writer.
  if (body.at === undefined) return false;
  if (at_ms !== body.at) return true;
  return actor !== ERASED && digestOf(body.salt, actor, body.details) !== body.digest;
}
