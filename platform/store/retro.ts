/** What came late, and the alarms that would have been: written by the archive and by the retro job. */
import type { AlarmRecord, Bilingual, Level } from '@chengyun/contracts';
import type { Queryable, Store } from './store.ts';

export interface RetroSpan {
  readonly timeline: string;
  readonly asset: string;
  readonly metric: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Late readings in it, so that a span that grew meanwhile is told from the one that was evaluated. */
  readonly readings: number;
}

export interface RetroAlarm {
  readonly id: string;
  readonly timeline: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly asset: string;
  readonly condition: string;
  /** `missed`: there was no alarm. `higher`: there was one of a lower level. */
  readonly why: 'missed' | 'higher';
  readonly level: Level;
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  readonly title: Bilingual;
}

const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Widens the spans that are there. */
export async function noteLateSpans(client: Queryable, spans: readonly RetroSpan[]): Promise<void> {
  if (spans.length === 0) return;
  const ordered = [...spans].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await client.query(
    `INSERT INTO retro_spans AS known (timeline, asset, metric, from_at, to_at, readings)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::bigint[])
     ON CONFLICT (timeline, asset, metric) DO UPDATE SET from_at = least(known.from_at, EXCLUDED.from_at),
       to_at = greatest(known.to_at, EXCLUDED.to_at), readings = known.readings + EXCLUDED.readings`,
    [
      ordered.map(({ timeline }) => timeline),
      ordered.map(({ asset }) => asset),
      ordered.map(({ metric }) => metric),
      ordered.map(({ fromMs }) => timeOf(fromMs)),
      ordered.map(({ toMs }) => timeOf(toMs)),
      ordered.map(({ readings }) => readings),
    ],
  );
}

const keyOf = ({ timeline, asset, metric }: RetroSpan) => `${timeline}\n${asset}\n${metric}`;

export async function listLateSpans(client: Queryable, limit: number): Promise<readonly RetroSpan[]> {
  const { rows } = await client.query<RetroSpan>(
    `SELECT timeline, asset, metric, ${MS('from_at')} AS "fromMs", ${MS('to_at')} AS "toMs", readings
     FROM retro_spans ORDER BY timeline, asset, metric LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Stores what was found and forgets the spans, in one transaction; a span that grew meanwhile stays. */
export async function settleRetro(
  store: Store,
  spans: readonly RetroSpan[],
  alarms: readonly RetroAlarm[],
  nowMs: number,
): Promise<void> {
  await store.tx(async (client) => {
    for (const alarm of alarms) {
      const { id, timeline, rule, ruleVersion, asset, condition, why, level, raisedAt, clearedAt, title } = alarm;
      await client.query(
        `INSERT INTO retro_alarms (id, timeline, rule, rule_version, asset, condition, why, level, raised_at, cleared_at,
           title, found_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET why = EXCLUDED.why, level = EXCLUDED.level, cleared_at = EXCLUDED.cleared_at`,
        [
          ...[id, timeline, rule, ruleVersion, asset, condition, why, level, timeOf(raisedAt), timeOf(clearedAt)],
          ...[JSON.stringify(title), timeOf(nowMs)],
        ],
      );
    }
    for (const { timeline, asset, metric, readings } of spans) {
      await client.query(
        'DELETE FROM retro_spans WHERE timeline = $1 AND asset = $2 AND metric = $3 AND readings = $4',
        [timeline, asset, metric, readings],
      );
    }
  });
}

/** Newest first. */
export async function listRetroAlarms(client: Queryable, limit: number): Promise<readonly RetroAlarm[]> {
  const { rows } = await client.query<RetroAlarm>(
    `SELECT id, timeline, rule, rule_version AS "ruleVersion", asset, condition, why, level,
       ${MS('raised_at')} AS "raisedAt", ${MS('cleared_at')} AS "clearedAt", title
     FROM retro_alarms ORDER BY raised_at DESC LIMIT $1`,
    [limit],
  );
  return rows;
}

/** What was said about these rules in the timeline up to a moment, oldest first. */
export async function readTransitions(
  client: Queryable,
  timeline: string,
  rules: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<readonly AlarmRecord[]> {
  const { rows } = await client.query<{ body: AlarmRecord }>(
    `SELECT body FROM alarm_transitions WHERE timeline = $1 AND body->>'rule' = ANY($2) AND at >= $3 AND at <= $4
     ORDER BY log_offset`,
    [timeline, rules, timeOf(fromMs), timeOf(toMs)],
  );
  return rows.map(({ body }) => body);
}

/** Time of the newest reading of each series; those without any are left out. */
export async function newestReadings(
  client: Queryable,
  series: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await client.query<{ id: number; at_ms: number }>(
    `SELECT wanted.id, newest.at_ms FROM unnest($1::int[]) AS wanted (id)
     CROSS JOIN LATERAL (SELECT ${MS('at')} AS at_ms FROM observations WHERE series = wanted.id ORDER BY at DESC LIMIT 1)
       AS newest`,
    [series],
  );
  return new Map(rows.map(({ id, at_ms }) => [id, at_ms]));
}
