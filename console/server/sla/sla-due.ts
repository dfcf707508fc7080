/**
 * What is overdue about one incident at one moment: who could not be reached, who is told next, whose check-in was
 * missed. Pure, and from the fold alone, so that a restart neither forgets nor repeats. Waiting is counted on the
 * timeline's clock: hops are wall times, `pace` says how many seconds of the timeline pass in one of the wall.
 */
import { type AlarmState, type Escalation, type FactBody, type Incident, type Task, WALL } from '@chengyun/contracts';
import type { SlaConfig, SlaHop } from './sla-config.ts';

export interface SlaPeople {
  /** Who is next for a task that these officers were tried for; null when nobody is left. */
  readonly nextOfficer: (incident: Incident, tried: ReadonlySet<string>) => string | null;
  readonly isOnDuty: (account: string) => boolean;
}

export interface SlaMoment {
  readonly nowMs: number;
  readonly pace: number;
}

const OPEN_FOR_DESK = ['open', 'acknowledged'];

/** Facts to be stated, in order. `alarmStates`: of the alarms of the incident. */
export function dueFacts(
  incident: Incident,
  alarmStates: readonly AlarmState[],
  config: SlaConfig,
  people: SlaPeople,
  { nowMs, pace }: SlaMoment,
): readonly FactBody[] {
  if (incident.state === 'closed' || incident.mergedInto !== null || pace <= 0) return [];
  const limits = config.levels[incident.level];
  const isOver = (sinceMs: number, limitS: number | null, times = 1): boolean =>
    limitS !== null && (nowMs - sinceMs) * pace >= limitS * 1000 * times;

  /** The desk's own lateness goes along its chain, one more each time the limit has passed again; last the wall. */
  const alongDesk = (hop: SlaHop, sinceMs: number, task: string | null): FactBody[] => {
    const told = incident.escalations.filter((one) => one.hop === hop && one.task === task && one.at >= sinceMs);
    if (told.some(({ to }) => to === WALL) || !isOver(sinceMs, limits[hop], told.length + 1)) return [];
    const chain = config.desk.filter(people.isOnDuty);
    const to = chain.find((account) => !told.some((one) => one.to === account)) ?? WALL;
    return [{ kind: 'escalate', alarm: incident.alarm, hop, step: told.length + 1, to, task }];
  };

  const { fired, acknowledged, dispatched } = incident.hops;
  const waitsForDesk = OPEN_FOR_DESK.includes(incident.state);
  const unanswered = alarmStates.includes('active-unacknowledged');
  const standing = unanswered || alarmStates.includes('active-acknowledged');
  const facts: FactBody[] = [];
  if (incident.state === 'open' && unanswered && fired !== null) facts.push(...alongDesk('acknowledged', fired, null));
  const needsTeam = incident.state === 'acknowledged' && standing && !incident.tasks.some(isOpen);
  if (needsTeam && acknowledged !== null) facts.push(...alongDesk('dispatched', acknowledged, null));
  const tried = new Set(incident.tasks.map(({ officer }) => officer));
  for (const task of incident.tasks.filter(isOpen)) {
    const { times, signAt } = task;
    if (isUnaccepted(task)) {
      const sentMs = times.sent ?? nowMs;
      if (task.state === 'sent' && !task.isUnreachable && isOver(sentMs, limits.delivered)) {
        facts.push({ kind: 'unreachable', task: task.id });
      }
      const isLate = isOver(sentMs, limits.accepted) || !people.isOnDuty(task.officer);
      if (isLate && !isEscalated(incident.escalations, task.id)) {
        const to = people.nextOfficer(incident, tried) ?? WALL;
        tried.add(to);
        const step = incident.escalations.filter(({ hop }) => hop === 'accepted').length + 1;
        facts.push({ kind: 'escalate', alarm: incident.alarm, hop: 'accepted', step, to, task: task.id });
      }
      continue;
    }
    if (times.accepted !== undefined && task.state === 'accepted') {
      facts.push(...alongDesk('onScene', times.accepted, task.id));
    }
    const silentS = config.checkInS + config.checkInGraceS;
    if (signAt !== null && !task.isCheckInMissed && isOver(signAt, silentS)) {
      facts.push({ kind: 'check-in-missed', task: task.id });
    }
  }
  if (dispatched !== null && !waitsForDesk && incident.state !== 'resolved') {
    facts.push(...alongDesk('resolved', dispatched, null));
  }
  return facts;
}

const isOpen = ({ state }: Task): boolean => state !== 'done' && state !== 'recalled';
const isUnaccepted = ({ state }: Task): boolean => state === 'sent' || state === 'delivered' || state === 'seen';
const isEscalated = (escalations: readonly Escalation[], task: string): boolean =>
  escalations.some((one) => one.hop === 'accepted' && one.task === task);
