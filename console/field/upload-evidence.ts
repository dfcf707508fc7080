/** Hands in the bytes of an evidence fact before the fact itself: what the log names is already there. */
import type { FactRequest } from '@chengyun/contracts';
import type { FactAnswer } from '../state/wire.ts';
import type { BlobStore } from './idb-blobs.ts';

/** Null: the fact may go. Rejects when there is no network, so that fact and bytes wait on. */
export async function uploadEvidence(fact: FactRequest, blobs: BlobStore, csrf: string): Promise<FactAnswer | null> {
  if (fact.body.kind !== 'evidence') return null;
  const { blob: digest } = fact.body;
  const blob = await blobs.get(digest);
  if (!blob) return null;
  const response = await fetch('/api/field-evidence', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': blob.type, 'x-csrf-token': csrf },
    body: blob,
  });
  if (response.ok) {
    await blobs.remove(digest);
    return null;
  }
  if (response.status >= 500 || response.status === 401 || response.status === 429) throw new Error('later');
  const { error } = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
  return { ok: false, code: 'schema', message: error?.message ?? 'The evidence was refused.', retryable: false };
}
