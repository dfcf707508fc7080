/** Order of an alarm list: unacknowledged first, then the higher level, then the longer waiting; id breaks ties. */
import type { AlarmState, AlarmView } from '@chengyun/contracts';
import { compareLevels } from '@chengyun/contracts/levels.ts';

export function isUnacknowledged(state: AlarmState): boolean {
  return state === 'active-unacknowledged' || state === 'cleared-unacknowledged';
}

/** Alarms that stand in the list: neither back to normal nor shelved, suppressed or out of service. */
export function isListed(state: AlarmState): boolean {
  return isUnacknowledged(state) || state === 'active-acknowledged';
}

export function compareAlarms(a: AlarmView, b: AlarmView): number {
  const waiting = Number(isUnacknowledged(b.state)) - Number(isUnacknowledged(a.state));
  return (
    waiting || compareLevels(b.level, a.level) || a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}
