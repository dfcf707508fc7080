/**
 * Order of an alarm list: unacknowledged first, then the higher level, then what still lasts before what is over, then
 * the longer waiting; id breaks ties.
 */
import type { AlarmState, AlarmView } from '@chengyun/contracts';
import { compareLevels } from '@chengyun/contracts/levels.ts';

export function isUnacknowledged(state: AlarmState): boolean {
  return state === 'active-unacknowledged' || state === 'cleared-unacknowledged';
}

/** Alarms that stand in the list: neither back to normal nor shelved, suppressed or out of service. */
export function isListed(state: AlarmState): boolean {
  return isUnacknowledged(state) || state === 'active-acknowledged';
}

const isOver = (state: AlarmState): boolean => state === 'cleared-unacknowledged';

export function compareAlarms(a: AlarmView, b: AlarmView): number {
  const waiting = Number(isUnacknowledged(b.state)) - Number(isUnacknowledged(a.state));
  return (
    waiting ||
    compareLevels(b.level, a.level) ||
    Number(isOver(a.state)) - Number(isOver(b.state)) ||
    a.raisedAt - b.raisedAt ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}
