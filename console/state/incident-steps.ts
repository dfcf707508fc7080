/** One incident from its alarm records and facts, merged by timeline time with alarm records first. */
import type { FactRecord, Incident } from '@chengyun/contracts';
import { stepFact } from './fact-steps.ts';
import {
  actedAtMs,
  type Draft,
  isOver,
  makeTask,
  move,
  moveAlarm,
  type SeenAlarm,
  startDraft,
  verify,
} from './incident-draft.ts';
import type { FoldedIncident } from './incident-fold.ts';
import { undoneFacts } from './undo.ts';

function stepAlarm(draft: Draft, { record, wallMs }: SeenAlarm): void {
  draft.record = record;
  if (record.value !== null) draft.peakValue = Math.max(draft.peakValue ?? record.value, record.value);
  if (record.state.startsWith('active')) draft.level = record.level;
  const answered = draft.pending.findIndex((entry) => entry.transition === record.transition);
  if (answered >= 0) draft.pending.splice(0, answered + 1);
  draft.alarmState = record.state;
  const unanswered = draft.pending;
  draft.pending = [];
  for (const { fact, transition } of unanswered) moveAlarm(draft, transition, fact);
  const worse = record.transition === 'raise' || record.transition === 'escalate';
  if (worse) {
    draft.hops.verified = null;
    draft.isProven = false;
  }
  if (worse && (draft.state === 'resolved' || draft.state === 'closed')) {
    move(draft, 'reopen', `alarm:${record.transition}`);
    draft.hops.resolved = null;
    draft.hops.closed = null;
  }
  if (record.transition === 'clear') draft.hops.verified ??= wallMs;
  verify(draft, wallMs, `alarm:${record.transition}`);
}

function lose(draft: Draft, fact: FactRecord, by: string): void {
  draft.superseded.push({ fact: fact.id, by, kind: fact.body.kind });
}

/** A dispatch that was taken back leaves its task on the officer's phone as recalled. */
function takeBack(draft: Draft, fact: FactRecord, by: string): void {
  lose(draft, fact, by);
  if (fact.body.kind !== 'dispatch') return;
  const task = makeTask(fact.id, fact.body.officer, fact.actor, draft.record.action, actedAtMs(fact));
  draft.tasks.set(fact.id, { ...task, state: 'recalled' });
  draft.recalledBy.set(fact.id, by);
}

/** The engine may already have answered the fact that is taken back; then the alarm moves the other way. */
function reverseAlarm(draft: Draft, undo: FactRecord, facts: readonly FactRecord[]): void {
  const { body } = undo;
  const kind = body.kind === 'undo' && facts.find((fact) => fact.id === body.fact)?.body.kind;
  if (kind === 'ack') moveAlarm(draft, 'unack', undo);
  if (kind === 'shelve') moveAlarm(draft, 'unshelve', undo);
}

/** Folds one alarm's records and the facts about it, each in the order of its stream. Null before the first record. */
export function foldOneIncident(alarms: readonly SeenAlarm[], facts: readonly FactRecord[]): FoldedIncident | null {
  const [first, ...later] = alarms;
  if (!first) return null;
  const undone = undoneFacts(facts);
  const undoing = new Set(undone.values());
  const draft = startDraft(first);
  let taken = 0;
  const takeFacts = (beforeMs: number): void => {
    for (let fact = facts[taken]; fact && (fact.tlAt ?? fact.rxAt) < beforeMs; fact = facts[taken]) {
      taken += 1;
      const undo = undone.get(fact.id);
      if (undo !== undefined) takeBack(draft, fact, undo);
      else if (undoing.has(fact.id)) reverseAlarm(draft, fact, facts);
      else {
        const winner = stepFact(draft, fact);
        if (winner !== null) lose(draft, fact, winner);
      }
    }
  };
  for (const seen of later) {
    takeFacts(seen.record.at);
    stepAlarm(draft, seen);
  }
  takeFacts(Number.POSITIVE_INFINITY);
  const pending = draft.pending.at(-1)?.fact ?? null;
  const strand = incidentFromDraft(draft);
  return { incident: strand, strand, alarmState: draft.alarmState, pending, isOver: isOver(draft) };
}

function incidentFromDraft(draft: Draft): Incident {
  const { record, level, peakValue, state, owner, hops } = draft;
  const { id, tl, title, asset, lonDeg, latDeg, rule, domain, peak } = record;
  const { roles, objectives, decisions, evidence, escalations, notes, superseded } = draft;
  return {
    ...{ id, tl, alarm: id, alarms: [id], mergedInto: null, trace: record.trace ?? id.padStart(32, '0') },
    ...{
      level,
      peak,
      peakValue,
      rule,
      domain,
      title,
      asset,
      lonDeg,
      latDeg,
      state,
      owner,
      roles,
      objectives,
      decisions,
    },
    assets: [...draft.assets],
    steps: [...draft.steps.values()],
    tasks: [...draft.tasks.values()],
    ...{ evidence, escalations, hops, notes, superseded },
  };
}
