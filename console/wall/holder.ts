/** Who has an alarm, in one short phrase: the team and how far it is, or that nobody has accepted. */
import type { AlarmView, Incident, OfficerView } from '@chengyun/contracts';
import { both } from '../ui/say.ts';

export function holderOf(
  alarm: Pick<AlarmView, 'state'>,
  incident: Incident | undefined,
  officers: readonly OfficerView[],
): string {
  if (alarm.state === 'cleared-unacknowledged') return both('alarm.cleared-unacknowledged').zh;
  const task = incident?.tasks.findLast((candidate) => candidate.state !== 'recalled');
  if (!task && alarm.state === 'active-unacknowledged') return both('task.unanswered').zh;
  if (!task) return both(incident ? `incident.${incident.state}` : `alarm.${alarm.state}`).zh;
  const team = officers.find((officer) => officer.id === task.officer)?.name.zh ?? task.officer;
  return `${team} · ${both(`task.${task.state}`).zh}`;
}
