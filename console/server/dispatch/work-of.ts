/** What an officer has on hand, from all incidents of a timeline. */
import type { Incident, Task } from '@chengyun/contracts';

const isOpen = ({ state }: Task): boolean => state !== 'done' && state !== 'recalled';

/** `isSilent`: the task that was sent last came back from nowhere, or went to somebody else because nobody accepted. */
export function workOf(officer: string, incidents: readonly Incident[]): { busy: boolean; isSilent: boolean } {
  let busy = false;
  let last: { readonly sentMs: number; readonly isSilent: boolean } | null = null;
  for (const incident of incidents) {
    for (const task of incident.tasks) {
      if (task.officer !== officer) continue;
      busy ||= isOpen(task);
      const sentMs = task.times.sent ?? 0;
      if (last !== null && sentMs < last.sentMs) continue;
      const isPassedOn = incident.escalations.some(({ hop, task: late }) => hop === 'accepted' && late === task.id);
      const hasAnswered = task.times.accepted !== undefined;
      last = { sentMs, isSilent: !hasAnswered && (task.isUnreachable || isPassedOn) };
    }
  }
  return { busy, isSilent: last?.isSilent ?? false };
}
