/**
 * Signed checkpoints of the audit trail: every so often the newest row's number and hash, signed with a key of the
 * installation, as one line of a file beside the database. Who may write the database but not this file cannot cut off
 * the end of the trail or write it anew without being found out.
 */
import { sign, verify } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { signingKey } from '../signing-key.ts';

export interface Checkpoint {
  readonly n: number;
  /** Of row n, hex. */
  readonly hash: string;
  /** Epoch ms. */
  readonly at: number;
  /** Ed25519 over `n hash at`, base64. */
  readonly signature: string;
}

export const CHECKPOINTS_FILE = 'audit-checkpoints.jsonl';

const textOf = ({ n, hash, at }: Omit<Checkpoint, 'signature'>): Buffer => Buffer.from(`${n} ${hash} ${at}`);

/** PEM; may be given to whoever checks. */
export async function auditPublicKey(dataDir: string): Promise<string> {
  return (await signingKey(dataDir, 'auditKey')).publicKey;
}

export function isSigned(checkpoint: Checkpoint, publicKey: string): boolean {
  return verify(null, textOf(checkpoint), publicKey, Buffer.from(checkpoint.signature, 'base64'));
}

/** Signs the newest row; null when the trail has not grown since `lastN`. */
export async function writeCheckpoint(store: Store, dataDir: string, lastN: number): Promise<Checkpoint | null> {
  const { rows } = await store.query<{ n: number; hash: Buffer }>('SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1');
  const [newest] = rows;
  if (!newest || newest.n === lastN) return null;
  const unsigned = { n: newest.n, hash: newest.hash.toString('hex'), at: store.clock.nowMs() };
  const signature = sign(null, textOf(unsigned), (await signingKey(dataDir, 'auditKey')).key).toString('base64');
  const checkpoint: Checkpoint = { ...unsigned, signature };
  await appendFile(join(dataDir, CHECKPOINTS_FILE), `${JSON.stringify(checkpoint)}\n`, { mode: 0o600 });
  return checkpoint;
}

/** Oldest first. Throws AppError AUDIT when a line cannot be read; the last one may be torn by a crash and is left out. */
export async function readCheckpoints(dataDir: string): Promise<readonly Checkpoint[]> {
  const path = join(dataDir, CHECKPOINTS_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as Checkpoint;
    } catch (cause) {
      throw new AppError('AUDIT', `Line ${index + 1} of ${path} is no checkpoint.`, { cause });
    }
  });
}
