/**
 * The alarm budget: how many alarms a person was given. EEMUA 191 holds ten in ten minutes for the beginning of a flood
 * and one in ten minutes for what a person can follow for hours.
 */
import type { StripBin } from '@chengyun/contracts';

export const FLOOD_PER_10_MIN = 10;
const TEN_MIN_MS = 600_000;
const HOUR_MS = 3_600_000;

export interface AlarmBudget {
  readonly per10Min: number;
  readonly perHour: number;
  /** 0 to 1 of a flood, for the bar. */
  readonly share: number;
}

export function alarmBudget(bins: readonly StripBin[], nowMs: number): AlarmBudget {
  const since = (spanMs: number) =>
    bins
      .filter((bin) => bin.at > nowMs - spanMs)
      .reduce((sum, { counts }) => sum + counts.blue + counts.yellow + counts.orange + counts.red, 0);
  const per10Min = since(TEN_MIN_MS);
  return { per10Min, perHour: since(HOUR_MS), share: Math.min(1, per10Min / FLOOD_PER_10_MIN) };
}
