/** What goes on now, in a few numbers, for those who look at the past. */
import type { Level, LiveCounter } from '@chengyun/contracts';
import { compareLevels, isActiveState, LEVELS } from '@chengyun/contracts';
import type { TimelineState } from '../timeline-state.ts';

export function liveCounter(live: TimelineState): LiveCounter {
  const standing = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  let unacknowledged = 0;
  let waiting: Level | null = null;
  for (const alarm of live.alarms()) {
    if (isActiveState(alarm.state)) standing[alarm.level] += 1;
    const isWaiting = alarm.state === 'active-unacknowledged' && !alarm.isChattering;
    if (isWaiting && (waiting === null || compareLevels(alarm.level, waiting) > 0)) waiting = alarm.level;
    if (alarm.state === 'active-unacknowledged' || alarm.state === 'cleared-unacknowledged') unacknowledged += 1;
  }
  return { nowMs: live.view().nowMs, standing, unacknowledged, waiting };
}
