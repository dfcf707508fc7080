/** Where an officer's task stands, with what still waits in the outbox counted as done: a thumb is never ignored. */
import type { FactRequest, Incident, Task } from '@chengyun/contracts';

export const STEPS = ['accept', 'arrive', 'done'] as const;
export type Step = (typeof STEPS)[number];

export interface StepView {
  readonly step: Step;
  readonly done: boolean;
  /** Done here, not yet known to the server. */
  readonly queued: boolean;
  /** The one to press now. */
  readonly next: boolean;
}

const RANK: Readonly<Record<Task['state'], number>> = {
  sent: 0,
  delivered: 0,
  seen: 0,
  accepted: 1,
  'on-scene': 2,
  done: 3,
  recalled: 3,
};

export interface OwnTask {
  readonly task: Task;
  readonly incident: Incident;
}

/** Open tasks of one officer, the most urgent first: an unaccepted one before the others, then the newest. */
export function ownTasks(incidents: Iterable<Incident>, officer: string): OwnTask[] {
  const own: OwnTask[] = [];
  for (const incident of incidents) {
    if (incident.state === 'closed' || incident.mergedInto !== null) continue;
    const task = incident.tasks.findLast((one) => one.officer === officer && one.state !== 'recalled');
    if (task) own.push({ task, incident });
  }
  const sentAt = ({ incident }: OwnTask) => incident.hops.dispatched ?? 0;
  return own.sort((a, b) => RANK[a.task.state] - RANK[b.task.state] || sentAt(b) - sentAt(a));
}

export function stepsOf(task: Task, waiting: readonly FactRequest[]): StepView[] {
  const known = RANK[task.state];
  const queued = new Set(
    waiting.flatMap(({ body }) => ('task' in body && body.task === task.id ? [body.kind as string] : [])),
  );
  const reached = Math.max(known, ...STEPS.map((step, index) => (queued.has(step) ? index + 1 : 0)));
  return STEPS.map((step, index) => ({
    step,
    done: index < reached,
    queued: index >= known && queued.has(step),
    next: index === reached,
  }));
}
