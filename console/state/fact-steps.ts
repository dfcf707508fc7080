/**
 * What each fact does to its incident. A step answers null when the fact had an effect, and the id of what was first
 * when it lost a race and changed nothing.
 */
import type { FactBody, FactRecord, Task } from '@chengyun/contracts';
import { actedAtMs, type Draft, move, moveAlarm, recallOpenTasks, stamp, verify } from './incident-draft.ts';

type Lost = string | null;

const TASK_RANK: Readonly<Record<Task['state'], number>> = {
  sent: 0,
  delivered: 1,
  seen: 2,
  accepted: 3,
  'on-scene': 4,
  done: 5,
  recalled: 6,
};
const BACKUP_NOTE = '请求支援 Backup requested';
const TARGET = { accept: 'accepted', arrive: 'on-scene', done: 'done' } as const;

/** Applies one fact that was not taken back. */
export function stepFact(draft: Draft, fact: FactRecord): Lost {
  const { body } = fact;
  switch (body.kind) {
    case 'ack':
      return acknowledge(draft, fact);
    case 'shelve':
    case 'unshelve': {
      const first = draft.pending.at(-1)?.fact.id ?? draft.mover;
      return moveAlarm(draft, body.kind, fact) ? null : first;
    }
    case 'dispatch':
      return dispatch(draft, fact, body.officer);
    case 'resolve':
      return resolve(draft, fact);
    case 'note':
      draft.notes.push({ by: fact.actor, at: actedAtMs(fact), text: body.text });
      return null;
    case 'undo':
      return draft.mover;
    case 'delivered':
    case 'seen':
      return receive(draft, fact, body.task, body.kind);
    case 'accept':
    case 'arrive':
    case 'done':
    case 'backup':
      return act(draft, fact, body);
    default:
      // The others are not about an incident and never reach one.
      return null;
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

function dispatch(draft: Draft, fact: FactRecord, officer: string): Lost {
  const isActive = (task: Task) => task.officer === officer && task.state !== 'done' && task.state !== 'recalled';
  const active = [...draft.tasks.values()].find(isActive);
  if (active) return active.id;
  const first = draft.mover;
  if (!move(draft, 'dispatch', fact.id)) return first;
  draft.tasks.set(fact.id, { id: fact.id, officer, instruction: draft.record.action, state: 'sent' });
  draft.owner = fact.actor;
  draft.hops.resolved = null;
  stamp(draft, 'dispatched', actedAtMs(fact));
  return null;
}

function resolve(draft: Draft, fact: FactRecord): Lost {
  const first = draft.mover;
  if (!move(draft, 'resolve', fact.id)) return first;
  recallOpenTasks(draft);
  stamp(draft, 'resolved', actedAtMs(fact));
  verify(draft, actedAtMs(fact), fact.id);
  return null;
}

/** Receipts may come late or twice: they only ever raise the task's state. */
function receive(draft: Draft, fact: FactRecord, id: string, receipt: 'delivered' | 'seen'): Lost {
  const task = draft.tasks.get(id);
  if (!task || task.officer !== fact.actor) return task?.id ?? draft.mover;
  if (TASK_RANK[task.state] < TASK_RANK[receipt]) task.state = receipt;
  if (task.state !== 'recalled') stamp(draft, receipt, actedAtMs(fact));
  return null;
}

type Action = Extract<FactBody, { kind: 'accept' | 'arrive' | 'done' | 'backup' }>;

/** A second team sent out puts the incident back to dispatched; a team already under way carries it forward again. */
function act(draft: Draft, fact: FactRecord, body: Action): Lost {
  const task = draft.tasks.get(body.task);
  if (!task || task.officer !== fact.actor) return task?.id ?? draft.mover;
  if (task.state === 'recalled') return draft.mover;
  const atMs = actedAtMs(fact);
  if (body.kind === 'backup') {
    draft.notes.push({ by: fact.actor, at: atMs, text: BACKUP_NOTE });
    return null;
  }
  const target = TARGET[body.kind];
  const tooEarly = body.kind !== 'accept' && TASK_RANK[task.state] < TASK_RANK.accepted;
  if (tooEarly || TASK_RANK[task.state] >= TASK_RANK[target]) return task.id;
  task.state = target;
  draft.owner = fact.actor;
  if (draft.state === 'dispatched') move(draft, 'accept', fact.id);
  stamp(draft, 'accepted', atMs);
  if (body.kind === 'arrive') {
    move(draft, 'arrive', fact.id);
    stamp(draft, 'onScene', atMs);
  }
  if (body.kind === 'done') finish(draft, fact, atMs, body.note);
  return null;
}

/** The last team that is done resolves the incident; teams that never accepted are called back. */
function finish(draft: Draft, fact: FactRecord, atMs: number, note: string | undefined): void {
  if (note) draft.notes.push({ by: fact.actor, at: atMs, text: note });
  const working = [...draft.tasks.values()].some((task) => task.state === 'accepted' || task.state === 'on-scene');
  if (working || !move(draft, 'done', fact.id)) return;
  recallOpenTasks(draft);
  stamp(draft, 'resolved', atMs);
  verify(draft, atMs, fact.id);
}
