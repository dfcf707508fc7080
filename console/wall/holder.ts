/** Who has an alarm, in one short phrase: the team and how far it is, or that nobody has accepted, or is left. */
import type { AlarmView, Incident, OfficerView } from '@chengyun/contracts';
import { walledHop } from '../state/walled-hop.ts';
import { both } from '../ui/say.ts';

export interface Holder {
  readonly text: string;
  /** An escalation ended here: whoever stands before the wall has to act. */
  readonly isWalled: boolean;
}

export function holderOf(
  alarm: Pick<AlarmView, 'state'>,
  incident: Incident | undefined,
  officers: readonly OfficerView[],
): Holder {
  const told = incident && alarm.state !== 'cleared-unacknowledged' ? walledHop(incident) : null;
  if (told) return { text: both('wall.nobodyLeft', { hop: both(`hop.${told.hop}`).zh }).zh, isWalled: true };
  return { text: phraseOf(alarm, incident, officers), isWalled: false };
}

function phraseOf(
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
