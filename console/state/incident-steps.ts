/** One incident from its alarm records and facts, merged by timeline time with alarm records first. */
import type { FactRecord, Incident } from '@chengyun/contracts';
import { stepFact } from './fact-steps.ts';
import { type Draft, move, moveAlarm, type SeenAlarm, startDraft, verify } from './incident-draft.ts';
import type { FoldedIncident } from './incident-fold.ts';
import { undoneFacts } from './undo.ts';

function stepAlarm(draft: Draft, { record, wallMs }: SeenAlarm): void {
  draft.record = record;
  if (record.state.startsWith('active')) draft.level = record.level;
  const answered = draft.pending.findIndex((entry) => entry.transition === record.transition);
  if (answered >= 0) draft.pending.splice(0, answered + 1);
  draft.alarmState = record.state;
  const unanswered = draft.pending;
  draft.pending = [];
  for (const { fact, transition } of unanswered) moveAlarm(draft, transition, fact);
  const worse = record.transition === 'raise' || record.transition === 'escalate';
  if (worse && (draft.state === 'resolved' || draft.state === 'closed')) {
    move(draft, 'reopen', `alarm:${record.transition}`);
    draft.hops.resolved = null;
    draft.hops.closed = null;
  }
  verify(draft, wallMs, `alarm:${record.transition}`);
}

function lose(draft: Draft, fact: FactRecord, by: string): void {
  draft.superseded.push({ fact: fact.id, by, kind: fact.body.kind });
}

/** A dispatch that was taken back leaves its task on the officer's phone as recalled. */
function takeBack(draft: Draft, fact: FactRecord, by: string): void {
  lose(draft, fact, by);
  if (fact.body.kind !== 'dispatch') return;
  const { officer } = fact.body;
  draft.tasks.set(fact.id, { id: fact.id, officer, instruction: draft.record.action, state: 'recalled' });
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
  return { incident: incidentFromDraft(draft), alarmState: draft.alarmState, pending };
}

function incidentFromDraft({ record, level, state, owner, tasks, hops, notes, superseded }: Draft): Incident {
  const { id, tl, title, asset, lonDeg, latDeg } = record;
  const place = { asset, lonDeg, latDeg };
  return {
    id,
    tl,
    alarm: id,
    level,
    title,
    ...place,
    state,
    owner,
    tasks: [...tasks.values()],
    hops,
    notes,
    superseded,
  };
}
