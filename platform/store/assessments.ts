import type { AssessmentRecord } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

/** The newest record of a kind on a timeline, or null when there was none yet. */
export async function latestAssessment<K extends AssessmentRecord['k']>(
  client: Queryable,
  timeline: string,
  kind: K,
): Promise<Extract<AssessmentRecord, { k: K }> | null> {
  const { rows } = await client.query<{ body: Extract<AssessmentRecord, { k: K }> }>(
    'SELECT body FROM assessments WHERE timeline = $1 AND kind = $2 ORDER BY n DESC LIMIT 1',
    [timeline, kind],
  );
  return rows[0]?.body ?? null;
}

/** Forgets what was replaced before `beforeMs`; the newest of each kind stays. Returns how many went. */
export async function dropOldAssessments(client: Queryable, beforeMs: number): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM assessments old WHERE at < $1 AND EXISTS (
       SELECT FROM assessments newer
       WHERE newer.timeline = old.timeline AND newer.kind = old.kind AND newer.n > old.n)`,
    [new Date(beforeMs).toISOString()],
  );
  return rowCount ?? 0;
}
