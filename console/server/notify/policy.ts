/** Whether a channel is used for a level at this hour of the city's clock. Pure. */
import { minuteOfDay } from '@chengyun/analytics/rules/schedule.ts';
import type { Level } from '@chengyun/contracts';
import { CITY_UTC_OFFSET_MS } from '../../state/format.ts';
import type { Policy } from './notify-config.ts';

const DAY_MIN = 24 * 60;

export function takes({ levels, quiet }: Policy, level: Level, nowMs: number): boolean {
  if (!levels.includes(level)) return false;
  if (!quiet) return true;
  const now = Math.floor((nowMs + CITY_UTC_OFFSET_MS) / 60_000) % DAY_MIN;
  const [from, to] = [minuteOfDay(quiet.from), minuteOfDay(quiet.to)];
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to;
  return !isQuiet || quiet.levels.includes(level);
}
