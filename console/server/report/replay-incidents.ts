/**
 * The incidents of a span, folded anew from what the archive kept of the log: alarm records and facts in their order.
 * Nothing of the running console goes into it, so that a report can be made again at any time.
 */
import type { AlarmRecord, FactRecord, Incident, Timeline } from '@chengyun/contracts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import { createIncidentFold } from '../../state/incident-fold.ts';
import { wallMsOf } from '../cap/cap-message.ts';

export interface ReplaySpan {
  /** Timeline time; alarms raised from `fromMs` on and before `toMs` count. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** More incidents than this are no day of one centre. */
export const REPLAY_ALARMS_MAX = 20_000;

/** Without those that have become a part of another one. */
export async function replayIncidents(
  store: Queryable,
  timeline: Timeline,
  { fromMs, toMs }: ReplaySpan,
): Promise<readonly Incident[]> {
  const alarms = await store.query<{ body: AlarmRecord }>(
    `SELECT t.body FROM alarm_transitions t JOIN alarms a ON a.id = t.alarm
     WHERE a.timeline = $1 AND a.raised_at >= $2 AND a.raised_at < $3 ORDER BY t.log_offset`,
    [timeline.id, new Date(fromMs), new Date(toMs)],
  );
  const ids = [...new Set(alarms.rows.map(({ body }) => body.id))].slice(0, REPLAY_ALARMS_MAX);
  const facts = await store.query<{ body: FactRecord }>(
    `SELECT body FROM facts WHERE timeline = $1 AND rx_at >= $2 ORDER BY log_offset`,
    [timeline.id, new Date(wallMsOf(timeline, fromMs))],
  );
  const known = new Set(ids);
  const fold = createIncidentFold(Number.POSITIVE_INFINITY);
  for (const { body } of alarms.rows) if (known.has(body.id)) fold.applyAlarm(body, wallMsOf(timeline, body.at));
  for (const { body } of facts.rows) {
    const { body: fact } = body;
    // A fact about an alarm of another span would only be an orphan here.
    if ('alarm' in fact && !known.has(fact.alarm)) continue;
    fold.applyFact(body);
  }
  return fold.incidents().filter(({ mergedInto }) => mergedInto === null);
}
