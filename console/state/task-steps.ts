/**
 * What officers and dispatchers do to a task: receipts, acts, evidence, signs of life, recall and another team instead.
 * A step answers null when the fact had an effect, and the id of what was first when it changed nothing.
 */
import type { FactBody, FactRecord, Task } from '@chengyun/contracts';
import {
  actedAtMs,
  type Draft,
  isOpenTask,
  makeTask,
  move,
  recallOpenTasks,
  recallTask,
  stamp,
  type TaskDraft,
  verify,
} from './incident-draft.ts';

type Lost = string | null;
export type TaskFactBody = Extract<FactBody, { readonly task: string }>;
type Action = Extract<FactBody, { kind: 'accept' | 'arrive' | 'done' }>;

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

export const hasAccepted = (task: Pick<Task, 'state'>): boolean => TASK_RANK[task.state] >= TASK_RANK.accepted;

/** Sends somebody; false when the incident's state does not allow it. */
export function sendTask(draft: Draft, fact: FactRecord, officer: string): boolean {
  if (!move(draft, 'dispatch', fact.id)) return false;
  const atMs = actedAtMs(fact);
  draft.tasks.set(fact.id, makeTask(fact.id, officer, fact.actor, draft.record.action, atMs));
  draft.hops.resolved = null;
  stamp(draft, 'dispatched', atMs);
  return true;
}

export const openTaskOf = (draft: Draft, officer: string): TaskDraft | undefined =>
  [...draft.tasks.values()].find((task) => task.officer === officer && isOpenTask(task));

export function stepTaskFact(draft: Draft, fact: FactRecord, body: TaskFactBody): Lost {
  const task = draft.tasks.get(body.task);
  if (!task) return draft.mover;
  switch (body.kind) {
    case 'recall':
      return recall(draft, fact, task);
    case 'reassign':
      return reassign(draft, fact, task, body.officer);
    case 'unreachable':
      if (task.state !== 'sent') return task.id;
      task.isUnreachable = true;
      return null;
    case 'check-in-missed':
      if (!isOpenTask(task)) return task.id;
      task.isCheckInMissed = true;
      return null;
    default:
      return task.officer === fact.actor ? stepOwnTask(draft, fact, task, body) : task.id;
  }
}

type OwnBody = Exclude<TaskFactBody, { kind: 'recall' | 'reassign' | 'unreachable' | 'check-in-missed' }>;

function stepOwnTask(draft: Draft, fact: FactRecord, task: TaskDraft, body: OwnBody): Lost {
  const atMs = actedAtMs(fact);
  // A report or picture from the place is kept whatever became of the task.
  if (body.kind === 'evidence') {
    draft.evidence.push({ by: fact.actor, at: atMs, media: body.media, blob: body.blob, bytes: body.bytes });
    signOfLife(task, atMs);
    return null;
  }
  if (body.kind === 'delivered' || body.kind === 'seen') return receive(draft, task, body.kind, atMs);
  if (task.state === 'recalled') return draft.recalledBy.get(task.id) ?? draft.mover;
  if (body.kind === 'backup') {
    draft.notes.push({ by: fact.actor, at: atMs, text: BACKUP_NOTE });
    task.helpAt = Math.max(task.helpAt ?? atMs, atMs);
    signOfLife(task, atMs);
    return null;
  }
  if (body.kind === 'check-in') {
    if (!hasAccepted(task) || task.state === 'done') return task.id;
    signOfLife(task, atMs);
    return null;
  }
  return act(draft, fact, task, body);
}

function signOfLife(task: TaskDraft, atMs: number): void {
  if (task.signAt !== null && task.signAt >= atMs) return;
  task.signAt = atMs;
  task.isCheckInMissed = false;
}

/** Receipts may come late or twice: they only ever raise the task's state. */
function receive(draft: Draft, task: TaskDraft, receipt: 'delivered' | 'seen', atMs: number): Lost {
  task.isUnreachable = false;
  if (TASK_RANK[task.state] < TASK_RANK[receipt]) task.state = receipt;
  if (task.state === 'recalled') return null;
  task.times[receipt] ??= atMs;
  stamp(draft, receipt, atMs);
  return null;
}

/** A second team sent out puts the incident back to dispatched; a team already under way carries it forward again. */
function act(draft: Draft, fact: FactRecord, task: TaskDraft, body: Action): Lost {
  const atMs = actedAtMs(fact);
  const target = TARGET[body.kind];
  const tooEarly = body.kind !== 'accept' && !hasAccepted(task);
  if (tooEarly || TASK_RANK[task.state] >= TASK_RANK[target]) return task.id;
  task.state = target;
  task.times[target] ??= atMs;
  task.isUnreachable = false;
  signOfLife(task, atMs);
  draft.owner = fact.actor;
  if (draft.state === 'dispatched') move(draft, 'accept', fact.id);
  stamp(draft, 'accepted', atMs);
  if (body.kind === 'arrive') {
    move(draft, 'arrive', fact.id);
    stamp(draft, 'onScene', atMs);
  }
  if (body.kind === 'done') finish(draft, fact, task, atMs, body.note);
  return null;
}

/** The last team that is done resolves the incident; teams that never accepted are called back. */
function finish(draft: Draft, fact: FactRecord, task: TaskDraft, atMs: number, note: string | undefined): void {
  if (note) draft.notes.push({ by: fact.actor, at: atMs, text: note });
  task.isCheckInMissed = false;
  const working = [...draft.tasks.values()].some((one) => one.state === 'accepted' || one.state === 'on-scene');
  if (working || !move(draft, 'done', fact.id)) return;
  recallOpenTasks(draft, fact.id, atMs);
  stamp(draft, 'resolved', atMs);
  verify(draft, atMs, fact.id);
}

function recall(draft: Draft, fact: FactRecord, task: TaskDraft): Lost {
  if (!isOpenTask(task)) return draft.recalledBy.get(task.id) ?? task.id;
  recallTask(draft, task, fact.id, actedAtMs(fact));
  settleAfterRecall(draft, fact);
  return null;
}

/** Without any team the incident waits for one again; when the others are done, so is the incident. */
function settleAfterRecall(draft: Draft, fact: FactRecord): void {
  const tasks = [...draft.tasks.values()];
  if (tasks.some(isOpenTask)) return;
  const isDone = tasks.some(({ state }) => state === 'done');
  if (!isDone) {
    move(draft, 'stand-down', fact.id);
    return;
  }
  if (!move(draft, 'done', fact.id) && !move(draft, 'resolve', fact.id)) return;
  stamp(draft, 'resolved', actedAtMs(fact));
  verify(draft, actedAtMs(fact), fact.id);
}

function reassign(draft: Draft, fact: FactRecord, task: TaskDraft, officer: string): Lost {
  if (!isOpenTask(task)) return draft.recalledBy.get(task.id) ?? task.id;
  const active = openTaskOf(draft, officer);
  if (active) return active.id;
  if (!sendTask(draft, fact, officer)) return draft.mover;
  draft.owner = fact.actor;
  recallTask(draft, task, fact.id, actedAtMs(fact));
  return null;
}
