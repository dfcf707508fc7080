/** The jobs of privacy.yaml: what is past its days is deleted or made coarse. Each may run at any time, and again. */
import type { Store } from '../store/store.ts';
import { expireNotes } from './expire-notes.ts';
import type { ExpiryJob, PrivacyBudget } from './privacy-file.ts';

/** About a kilometre: where a hazard was reported stays useful for statistics and points at no door. */
const COARSE_DIGITS = 2;

const deleting = (sql: string) => async (store: Store, beforeMs: number) =>
  (await store.query(sql, [new Date(beforeMs).toISOString()])).rowCount ?? 0;

const JOBS: Readonly<Record<ExpiryJob, (store: Store, beforeMs: number) => Promise<number>>> = {
  notes: expireNotes,
  evidence: deleting('DELETE FROM evidence_blobs WHERE at < $1'),
  positions: deleting('DELETE FROM officer_positions WHERE at < $1'),
  'citizen-reports': deleting(
    `UPDATE citizen_reports SET text = '', note = '', photo = NULL, expired_at = now(),
       lon_deg = round(lon_deg::numeric, ${COARSE_DIGITS}), lat_deg = round(lat_deg::numeric, ${COARSE_DIGITS})
     WHERE at < $1 AND expired_at IS NULL`,
  ),
  'sign-in-attempts': deleting('DELETE FROM sign_in_attempts WHERE last_at < $1'),
  'shared-data': deleting('DELETE FROM data_shares WHERE expires_at < $1'),
};

/** Returns how much each job ended; jobs that ended nothing are left out. */
export async function runExpiry(
  store: Store,
  privacy: PrivacyBudget,
  nowMs: number,
): Promise<Readonly<Partial<Record<ExpiryJob, number>>>> {
  const ended: Partial<Record<ExpiryJob, number>> = {};
  for (const { id, expiry } of privacy.entries) {
    const keepMs = privacy.keepMs(id);
    if (expiry === undefined || keepMs === null) continue;
    const count = await JOBS[expiry](store, nowMs - keepMs);
    if (count > 0) ended[expiry] = count;
  }
  return ended;
}
