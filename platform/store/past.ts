/**
 * The past of a timeline as the store has it: what stood at a moment, and what happened between two. Every question is
 * bounded in rows and answered from an index, so that an answer takes as long in a year as on the first day.
 */
import {
  type AlarmRecord,
  type AssessmentRecord,
  type FactRecord,
  flagsFromBits,
  qualityFromCode,
  type SeriesView,
} from '@chengyun/contracts';
import type { Queryable } from './store.ts';

/** A value older than this at the asked moment is not looked for. */
export const VALUE_AGE_MS_MAX = 7 * 86_400_000;
export const PAST_ROWS_MAX = 50_000;
const SERIES_MAX = 20_000;
const ALARMS_MAX = 2000;

export interface StoredValue {
  readonly asset: string;
  readonly metric: string;
  readonly at: number;
  readonly value: number;
  readonly quality: number;
  readonly flags: number;
}

const timeOf = (ms: number): string => new Date(ms).toISOString();
const COLUMNS = `s.asset, s.metric, (extract(epoch FROM o.at) * 1000)::float8 AS at, o.value, o.quality, o.flags`;

export function seriesView({ asset, metric, at, value, quality, flags }: StoredValue): SeriesView {
  const graded = { quality: qualityFromCode(quality), flags: flagsFromBits(flags) };
  return { key: `${asset}|${metric}`, asset, metric, at, value, ...graded };
}

/** The newest value of every series at a moment (included), with its own time and quality. */
export async function readValuesAt(client: Queryable, timeline: string, atMs: number): Promise<readonly StoredValue[]> {
  const { rows } = await client.query<StoredValue>(
    `SELECT ${COLUMNS} FROM series s CROSS JOIN LATERAL (
       SELECT at, value, quality, flags FROM observations
       WHERE series = s.id AND at <= $2::timestamptz AND at > $3::timestamptz ORDER BY at DESC LIMIT 1) AS o
     WHERE s.timeline = $1 LIMIT ${SERIES_MAX}`,
    [timeline, timeOf(atMs), timeOf(atMs - VALUE_AGE_MS_MAX)],
  );
  return rows;
}

/** Values from one moment (excluded) to another (included), oldest first; the first PAST_ROWS_MAX of them. */
export async function readValuesBetween(
  client: Queryable,
  timeline: string,
  fromMs: number,
  toMs: number,
): Promise<readonly StoredValue[]> {
  const { rows } = await client.query<StoredValue>(
    `SELECT ${COLUMNS} FROM series s CROSS JOIN LATERAL (
       SELECT at, value, quality, flags FROM observations
       WHERE series = s.id AND at > $2::timestamptz AND at <= $3::timestamptz) AS o
     WHERE s.timeline = $1 ORDER BY o.at LIMIT ${PAST_ROWS_MAX}`,
    [timeline, timeOf(fromMs), timeOf(toMs)],
  );
  return rows;
}

const END = `(CASE WHEN body->>'state' = 'normal' THEN (body->>'at')::float8 END)`;

/**
 * Ids of the alarms that had been raised by `atMs` and were not over by `overByMs`, newest first. The order of raising
 * is kept by the index, so that of too many the oldest are left out.
 */
export async function readAlarmsAt(
  client: Queryable,
  timeline: string,
  atMs: number,
  overByMs: number,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM (
       SELECT id, raised_at FROM alarms WHERE timeline = $1 AND raised_at <= $2
         AND ${END} >= $3
       UNION ALL
       SELECT id, raised_at FROM alarms WHERE timeline = $1 AND raised_at <= $2
         AND ${END} IS NULL) AS standing
     ORDER BY raised_at DESC LIMIT ${ALARMS_MAX}`,
    [timeline, timeOf(atMs), overByMs],
  );
  return rows.map((row) => row.id);
}

/** Records of these alarms up to a moment (included) in log order; of mere updates of value only each newest one. */
export async function readAlarmRecords(
  client: Queryable,
  alarms: readonly string[],
  atMs: number,
): Promise<readonly AlarmRecord[]> {
  const { rows } = await client.query<{ body: AlarmRecord }>(
    `SELECT body FROM (
       SELECT log_offset, body FROM alarm_transitions
         WHERE alarm = ANY($1::text[]) AND at <= $2 AND body->>'transition' <> 'update'
       UNION ALL
       (SELECT DISTINCT ON (alarm) log_offset, body FROM alarm_transitions
         WHERE alarm = ANY($1::text[]) AND at <= $2 AND body->>'transition' = 'update'
         ORDER BY alarm, log_offset DESC)) AS told
     ORDER BY log_offset LIMIT ${PAST_ROWS_MAX}`,
    [alarms, timeOf(atMs)],
  );
  return rows.map((row) => row.body);
}

/** Alarm records from one moment (excluded) to another (included), in log order. */
export async function readAlarmsBetween(
  client: Queryable,
  timeline: string,
  fromMs: number,
  toMs: number,
): Promise<readonly AlarmRecord[]> {
  const { rows } = await client.query<{ body: AlarmRecord }>(
    `SELECT body FROM alarm_transitions WHERE timeline = $1 AND at > $2 AND at <= $3
     ORDER BY log_offset LIMIT ${PAST_ROWS_MAX}`,
    [timeline, timeOf(fromMs), timeOf(toMs)],
  );
  return rows.map((row) => row.body);
}

const SUBJECT = `COALESCE(body->'body'->>'alarm', body->'body'->>'task', body->'body'->>'fact')`;

/** What people had done by a moment about these alarms, about the tasks made of them, and what they took back. */
export async function readFactsAbout(
  client: Queryable,
  alarms: readonly string[],
  atMs: number,
): Promise<readonly FactRecord[]> {
  const read = async (subjects: readonly string[]) => {
    const { rows } = await client.query<{ offset: number; body: FactRecord }>(
      `SELECT log_offset AS offset, body FROM facts WHERE ${SUBJECT} = ANY($1::text[])
         AND (body->>'tlAt')::float8 <= $2 ORDER BY log_offset LIMIT ${PAST_ROWS_MAX}`,
      [subjects, atMs],
    );
    return rows;
  };
  const direct = await read(alarms);
  const behind = await read(direct.map((row) => row.body.id));
  return [...direct, ...behind].sort((a, b) => a.offset - b.offset).map((row) => row.body);
}

/** Facts from one moment of the timeline (excluded) to another (included), in log order. */
export async function readFactsBetween(
  client: Queryable,
  timeline: string,
  fromMs: number,
  toMs: number,
): Promise<readonly FactRecord[]> {
  const { rows } = await client.query<{ body: FactRecord }>(
    `SELECT body FROM facts WHERE timeline = $1 AND (body->>'tlAt')::float8 > $2 AND (body->>'tlAt')::float8 <= $3
     ORDER BY log_offset LIMIT ${PAST_ROWS_MAX}`,
    [timeline, fromMs, toMs],
  );
  return rows.map((row) => row.body);
}

/** Kinds that people see. */
const ASSESSED = ['risk', 'response'];

/** What was last assessed by a moment (included), one record of each kind. */
export async function readAssessmentsAt(
  client: Queryable,
  timeline: string,
  atMs: number,
): Promise<readonly AssessmentRecord[]> {
  const { rows } = await client.query<{ body: AssessmentRecord }>(
    `SELECT newest.body FROM unnest($2::text[]) AS wanted (kind) CROSS JOIN LATERAL (
       SELECT body FROM assessments WHERE timeline = $1 AND kind = wanted.kind AND at <= $3
       ORDER BY at DESC, n DESC LIMIT 1) AS newest`,
    [timeline, ASSESSED, timeOf(atMs)],
  );
  return rows.map((row) => row.body);
}

/** What was assessed from one moment (excluded) to another (included), in the order of its ticks. */
export async function readAssessmentsBetween(
  client: Queryable,
  timeline: string,
  fromMs: number,
  toMs: number,
): Promise<readonly AssessmentRecord[]> {
  const { rows } = await client.query<{ body: AssessmentRecord }>(
    `SELECT body FROM assessments WHERE timeline = $1 AND kind = ANY($2::text[]) AND at > $3 AND at <= $4
     ORDER BY at, n LIMIT ${PAST_ROWS_MAX}`,
    [timeline, ASSESSED, timeOf(fromMs), timeOf(toMs)],
  );
  return rows.map((row) => row.body);
}
