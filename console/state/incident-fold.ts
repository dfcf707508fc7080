/**
 * Incidents are a fold of what the engine decided (alarm records) and of what people did (facts). The two streams are
 * merged by timeline time, alarms first, because a fact that arrived when tick t was the newest can only be read by the
 * engine at a later tick. So the result depends on the order inside each stream and never on how reading them was
 * interleaved, and repeating a record changes nothing. No action is lost: a fact either moves its incident, or stands in
 * `superseded` with the fact that was first, or waits in `orphans` for an alarm that was never seen. Each alarm is
 * folded by itself; alarms that are one incident are put together when it is asked for.
 */
import { type AlarmRecord, type AlarmState, type FactRecord, type Incident, isIncidentFact } from '@chengyun/contracts';
import type { SeenAlarm, Stamps } from './incident-draft.ts';
import { foldOneIncident } from './incident-steps.ts';
import { combine, createMergeMap } from './merge-map.ts';
import { undoneFacts } from './undo.ts';

export interface FoldedIncident {
  readonly incident: Incident;
  /** This alarm by itself, without what is merged with it. */
  readonly strand: Incident;
  /** State of the alarm with people's facts that the engine has not answered yet already applied. */
  readonly alarmState: AlarmState;
  /** Newest fact that stands behind `alarmState` without an answer of the engine, or null. */
  readonly pending: FactRecord | null;
  /** The sensor is back to normal, or evidence stands for it. */
  readonly isOver: boolean;
}

export interface IncidentFold {
  /**
   * `wallMs` is the wall time of the record, for the waterfall; `stamps` those of its deciding observation.
   * Returns the ids of the alarms whose incidents may have changed.
   */
  applyAlarm(record: AlarmRecord, wallMs: number, stamps?: Stamps | null): readonly string[];
  /** Returns the ids of the alarms whose incidents may have changed; none for an orphan or a repetition. */
  applyFact(record: FactRecord): readonly string[];
  get(alarm: string): FoldedIncident | null;
  /** Incident and alarm of a task, null when unknown. */
  alarmOfTask(task: string): string | null;
  incidents(): readonly Incident[];
  orphans(): readonly FactRecord[];
  /** Closed incidents that were forgotten to stay under the limit. */
  forgotten(): number;
}

interface Entry {
  readonly alarms: SeenAlarm[];
  readonly facts: FactRecord[];
  folded: FoldedIncident | null;
}

/** Closed incidents beyond this many are forgotten, oldest first; open ones never are. */
export const INCIDENTS_KEPT_MAX = 2000;
/** Facts about tasks that do not exist; the server refuses them, so that only a broken log has any. */
const ORPHANS_KEPT_MAX = 1000;
/** A chattering alarm keeps its first and its newest records. */
const ALARM_RECORDS_MAX = 400;
/** `update` records carry only a value: of a long run of them the newest is kept. */
const REPLACEABLE = 'update';

export function createIncidentFold(keptMax = INCIDENTS_KEPT_MAX): IncidentFold {
  const entries = new Map<string, Entry>();
  const alarmOfFact = new Map<string, string>();
  const orphaned = new Map<string, FactRecord>();
  let forgotten = 0;
  const merges = createMergeMap((fact) => {
    const facts = entries.get('alarm' in fact.body ? fact.body.alarm : '')?.facts ?? [];
    return undoneFacts(facts).has(fact.id);
  });

  const entryOf = (alarm: string): Entry => {
    const known = entries.get(alarm);
    if (known) return known;
    const made: Entry = { alarms: [], facts: [], folded: null };
    entries.set(alarm, made);
    return made;
  };

  const alarmNamedBy = (fact: FactRecord): string | null => {
    const { body } = fact;
    if ('alarm' in body) return body.alarm;
    if (!isIncidentFact(body)) return null;
    return alarmOfFact.get(body.kind === 'undo' ? body.fact : body.task) ?? null;
  };

  const forget = (): void => {
    if (entries.size <= keptMax) return;
    for (const [alarm, entry] of entries) {
      if (entry.folded?.incident.state !== 'closed') continue;
      entries.delete(alarm);
      merges.forget(alarm);
      for (const fact of entry.facts) alarmOfFact.delete(fact.id);
      forgotten += 1;
      if (entries.size <= keptMax) return;
    }
  };

  const refold = (entry: Entry): void => {
    entry.folded = foldOneIncident(entry.alarms, entry.facts);
  };

  /** A part says whose part it is; the head has everything of its parts. */
  const whole = (alarm: string, folded: FoldedIncident): FoldedIncident => {
    const head = merges.headOf(alarm);
    if (head !== alarm && entries.get(head)?.folded) {
      return { ...folded, incident: { ...folded.incident, mergedInto: head } };
    }
    const parts = merges.membersOf(alarm).flatMap((id) => (id === alarm ? [] : (entries.get(id)?.folded ?? [])));
    return parts.length === 0 ? folded : { ...folded, incident: combine(folded.incident, parts) };
  };
  /** The alarm, and the one whose incident it is in. */
  const changed = (alarm: string): readonly string[] => [...new Set([alarm, merges.headOf(alarm)])];

  return {
    applyAlarm(record, wallMs, stamps = null) {
      const entry = entryOf(record.id);
      const last = entry.alarms.at(-1);
      if (last && record.n < last.record.n) return [];
      if (entry.alarms.some((seen) => isSame(seen.record, record))) return [];
      if (last?.record.transition === REPLACEABLE && record.transition === REPLACEABLE) entry.alarms.pop();
      entry.alarms.push({ record, wallMs, stamps });
      merges.group(record.id, record.group ?? record.id);
      if (entry.alarms.length > ALARM_RECORDS_MAX) entry.alarms.splice(1, 1);
      refold(entry);
      forget();
      return changed(record.id);
    },
    applyFact(record) {
      if (alarmOfFact.has(record.id) || orphaned.has(record.id)) return [];
      const alarm = alarmNamedBy(record);
      if (alarm === null) {
        if (!isIncidentFact(record.body)) return [];
        orphaned.set(record.id, record);
        for (const oldest of orphaned.keys()) if (orphaned.size > ORPHANS_KEPT_MAX) orphaned.delete(oldest);
        return [];
      }
      alarmOfFact.set(record.id, alarm);
      const entry = entryOf(alarm);
      entry.facts.push(record);
      refold(entry);
      const { body } = record;
      if (body.kind !== 'merge' && body.kind !== 'split' && body.kind !== 'undo') return changed(alarm);
      const before = merges.membersOf(merges.headOf(alarm));
      merges.note(record);
      const after = merges.membersOf(merges.headOf(alarm));
      return [...new Set([...before, ...after, ...changed(alarm)])];
    },
    get: (alarm) => {
      const folded = entries.get(alarm)?.folded;
      return folded ? whole(alarm, folded) : null;
    },
    alarmOfTask: (task) => alarmOfFact.get(task) ?? null,
    incidents: () => [...entries].flatMap(([alarm, { folded }]) => (folded ? [whole(alarm, folded).incident] : [])),
    orphans: () => [
      ...orphaned.values(),
      ...[...entries.values()].filter((entry) => entry.alarms.length === 0).flatMap((entry) => entry.facts),
    ],
    forgotten: () => forgotten,
  };
}

function isSame(a: AlarmRecord, b: AlarmRecord): boolean {
  return a.n === b.n && a.transition === b.transition;
}
