/** Alarms of the past under one rule, and what people did about each: the memory behind "similar past cases". */
import type { AlarmRecord, FactRecord } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

export interface PastAlarm {
  readonly body: AlarmRecord;
  readonly timeline: string;
}

/** Alarms of the rule that were raised before a moment, on any timeline, newest first. */
export async function readPastAlarms(
  client: Queryable,
  rule: string,
  beforeMs: number,
  limit: number,
): Promise<readonly PastAlarm[]> {
  const { rows } = await client.query<PastAlarm>(
    `SELECT body, timeline FROM alarms WHERE rule = $1 AND raised_at < $2 ORDER BY raised_at DESC LIMIT $3`,
    [rule, new Date(beforeMs).toISOString(), limit],
  );
  return rows;
}

/** Facts that name one of the alarms, or a task that one of those facts made; in the order of the log. */
export async function readFactsAbout(client: Queryable, alarms: readonly string[]): Promise<readonly FactRecord[]> {
  const { rows } = await client.query<{ body: FactRecord }>(
    `WITH named AS (SELECT log_offset, body FROM facts WHERE body->'body'->>'alarm' = ANY($1))
     SELECT body FROM (
       SELECT log_offset, body FROM named
       UNION ALL
       SELECT f.log_offset, f.body FROM facts f
       WHERE f.body->'body'->>'task' IN (SELECT n.body->>'id' FROM named n WHERE n.body->'body'->>'kind' IN ('dispatch', 'escalate'))
     ) AS about ORDER BY log_offset`,
    [alarms],
  );
  return rows.map(({ body }) => body);
}

/** Facts of a timeline, and those about rules, which hold for all of them, since a moment of the wall clock. */
export async function readFactsSince(
  client: Queryable,
  timeline: string,
  sinceWallMs: number,
  limit: number,
): Promise<readonly FactRecord[]> {
  const { rows } = await client.query<{ body: FactRecord }>(
    `SELECT body FROM facts WHERE rx_at >= $2 AND (timeline = $1 OR body->'body'->>'kind' = 'rule')
     ORDER BY log_offset DESC LIMIT $3`,
    [timeline, new Date(sinceWallMs).toISOString(), limit],
  );
  return rows.map(({ body }) => body).reverse();
}

/** How many alarms were raised in a span of a timeline. */
export async function countRaised(client: Queryable, timeline: string, fromMs: number, toMs: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM alarms WHERE timeline = $1 AND raised_at >= $2 AND raised_at < $3`,
    [timeline, new Date(fromMs).toISOString(), new Date(toMs).toISOString()],
  );
  return rows[0]?.count ?? 0;
}
