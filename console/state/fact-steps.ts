/**
 * What each fact does to its incident. A step answers null when the fact had an effect, and the id of what was first
 * when it lost a race and changed nothing.
 */
import { type FactBody, type FactRecord, WALL } from '@chengyun/contracts';
import { actedAtMs, type Draft, move, moveAlarm, recallOpenTasks, stamp, verify } from './incident-draft.ts';
import { hasAccepted, openTaskOf, sendTask, stepTaskFact } from './task-steps.ts';

type Lost = string | null;

/** Applies one fact that was not taken back. */
export function stepFact(draft: Draft, fact: FactRecord): Lost {
  const { body } = fact;
  switch (body.kind) {
    case 'ack':
      return acknowledge(draft, fact);
    case 'open':
      return open(draft, fact);
    case 'shelve':
    case 'unshelve': {
      const first = draft.pending.at(-1)?.fact.id ?? draft.mover;
      return moveAlarm(draft, body.kind, fact) ? null : first;
    }
    case 'dispatch':
      return dispatch(draft, fact, body.officer);
    case 'resolve':
      return resolve(draft, fact);
    case 'close':
      return close(draft, fact, body.reason);
    case 'undo':
      return draft.mover;
    case 'shown':
      return show(draft, fact, body);
    case 'escalate':
      return escalate(draft, fact, body);
    case 'note':
    case 'objective':
    case 'decision':
    case 'role':
    case 'link':
    case 'unlink':
    case 'step':
      return write(draft, fact, body);
    default:
      // Merging is decided over all incidents (merge-map.ts); what is left is about a task or not about an incident.
      return 'task' in body ? stepTaskFact(draft, fact, body) : null;
  }
}

function acknowledge(draft: Draft, fact: FactRecord): Lost {
  const first = draft.mover;
  const acknowledged = move(draft, 'ack', fact.id);
  const answered = moveAlarm(draft, 'ack', fact);
  if (!acknowledged && !answered) return first;
  draft.owner ??= fact.actor;
  stamp(draft, 'acknowledged', actedAtMs(fact));
  verify(draft, actedAtMs(fact), fact.id);
  return null;
}

/** Who opened it has it before their eyes and knows of it, though not before it was there. */
function open(draft: Draft, fact: FactRecord): Lost {
  stamp(draft, 'committed', fact.rxAt);
  const first = draft.mover;
  if (!move(draft, 'ack', fact.id)) return first;
  moveAlarm(draft, 'ack', fact);
  draft.owner ??= fact.actor;
  const atMs = Math.max(actedAtMs(fact), draft.hops.fired ?? 0);
  for (const hop of ['shown', 'acknowledged'] as const) stamp(draft, hop, atMs);
  return null;
}

function dispatch(draft: Draft, fact: FactRecord, officer: string): Lost {
  const active = openTaskOf(draft, officer);
  if (active) return active.id;
  const first = draft.mover;
  if (!sendTask(draft, fact, officer)) return first;
  draft.owner = fact.actor;
  return null;
}

function resolve(draft: Draft, fact: FactRecord): Lost {
  const first = draft.mover;
  if (!move(draft, 'resolve', fact.id)) return first;
  recallOpenTasks(draft, fact.id, actedAtMs(fact));
  stamp(draft, 'resolved', actedAtMs(fact));
  verify(draft, actedAtMs(fact), fact.id);
  return null;
}

/** Closure against a sensor that is not back to normal: only what was resolved, and only with a picture of it. */
function close(draft: Draft, fact: FactRecord, reason: string): Lost {
  const hasPhoto = draft.evidence.some(({ media }) => media === 'photo');
  if (draft.state !== 'resolved' || !hasPhoto || draft.steps.size === 0) return draft.mover;
  draft.isProven = true;
  draft.decisions.push({ by: fact.actor, at: actedAtMs(fact), text: reason });
  verify(draft, actedAtMs(fact), fact.id);
  return null;
}

/** The first screen counts; the stamps are those of a console that was there. */
function show(draft: Draft, fact: FactRecord, { hops }: Extract<FactBody, { kind: 'shown' }>): Lost {
  if (draft.hops.shown !== null) return draft.mover;
  for (const hop of ['observed', 'sent', 'committed', 'fired'] as const) draft.hops[hop] = hops[hop] ?? draft.hops[hop];
  stamp(draft, 'shown', fact.rxAt);
  return null;
}

function escalate(draft: Draft, fact: FactRecord, body: Extract<FactBody, { kind: 'escalate' }>): Lost {
  const { hop, step, to, task } = body;
  const late = task === null ? null : draft.tasks.get(task);
  // Whoever accepted in the meantime was in time after all.
  if (hop === 'accepted' && late && (hasAccepted(late) || late.state === 'recalled')) return late.id;
  draft.escalations.push({ at: fact.rxAt, hop, step, to, task });
  if (hop === 'accepted' && to !== WALL && !openTaskOf(draft, to)) sendTask(draft, fact, to);
  return null;
}

type WrittenKind = 'note' | 'objective' | 'decision' | 'role' | 'link' | 'unlink' | 'step';
type Written = Extract<FactBody, { kind: WrittenKind }>;

function write(draft: Draft, fact: FactRecord, body: Written): Lost {
  const [by, at] = [fact.actor, actedAtMs(fact)];
  switch (body.kind) {
    case 'note':
      draft.notes.push({ by, at, text: body.text });
      return null;
    case 'objective':
      draft.objectives.push({ by, at, text: body.text });
      return null;
    case 'decision':
      draft.decisions.push({ by, at, text: body.text });
      return null;
    case 'role':
      if (body.account === null) delete draft.roles[body.role];
      else draft.roles[body.role] = body.account;
      return null;
    case 'link':
      draft.assets.add(body.asset);
      return null;
    case 'unlink':
      // Two people who take the same place away: the first one did it.
      return draft.assets.delete(body.asset) ? null : draft.mover;
    case 'step': {
      const known = draft.steps.get(body.step);
      // Two people who tick the same step: the first one did it.
      if (body.done === (known !== undefined)) return known ? draft.mover : null;
      if (body.done) draft.steps.set(body.step, { step: body.step, by, at });
      else draft.steps.delete(body.step);
      return null;
    }
  }
}
