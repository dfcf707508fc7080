/** How many alarms stand at each level, and the levels in the order in which people read them. */
import type { AlarmView, Level } from '@chengyun/contracts';
import { LEVELS } from '@chengyun/contracts/levels.ts';
import { isActive } from './alarm-look.ts';

export const highestFirst: readonly Level[] = [...LEVELS].reverse();

export function countLevels(alarms: readonly AlarmView[]): Record<Level, number> {
  const counts: Record<Level, number> = { blue: 0, yellow: 0, orange: 0, red: 0 };
  for (const alarm of alarms) if (isActive(alarm.state)) counts[alarm.level]++;
  return counts;
}
