/** What was told to the wall because nobody was left, and is still waited for. Pure. */
import type { Escalation, Incident, IncidentState, Task } from '@chengyun/contracts';
import { type Hop, WALL } from '@chengyun/contracts/incident.ts';

/** In which states of its incident a hop is still waited for; hops without a limit are never escalated. */
const WAITED_IN: Readonly<Partial<Record<Hop, readonly IncidentState[]>>> = {
  acknowledged: ['open'],
  dispatched: ['acknowledged'],
  accepted: ['dispatched'],
  onScene: ['accepted'],
  resolved: ['dispatched', 'accepted', 'on-scene'],
};

const isOpen = ({ state }: Task): boolean => state !== 'done' && state !== 'recalled';

/** The newest of them; null when there is none, or a team was sent since. */
export function walledHop({ state, mergedInto, tasks, escalations }: Incident): Escalation | null {
  if (mergedInto !== null) return null;
  const told = escalations.findLast(({ to, hop }) => to === WALL && WAITED_IN[hop]?.includes(state));
  const isTakenUp = told && tasks.some((task) => isOpen(task) && (task.times.sent ?? 0) > told.at);
  return told && !isTakenUp ? told : null;
}
