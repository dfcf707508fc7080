/** How long an officer has to accept before the task goes to the next one: the limit that the server counts by. Pure. */
import type { Level, Task } from '@chengyun/contracts';

/** Seconds of the timeline; null: the hop is not waited for. */
export interface HopLimits {
  readonly accepted: number | null;
}
/** By level, as far as the server was ever asked. */
export type AcceptLimits = Readonly<Partial<Record<Level, HopLimits>>>;

/** Wall milliseconds left, negative when it is over; null when nobody waits or the limit is not known. */
export function acceptLeftMs(
  { times }: Pick<Task, 'times'>,
  level: Level,
  limits: AcceptLimits,
  { nowMs, pace }: { readonly nowMs: number; readonly pace: number },
): number | null {
  const limitS = limits[level]?.accepted ?? null;
  if (times.sent === undefined || limitS === null || pace <= 0) return null;
  return times.sent + (limitS * 1000) / pace - nowMs;
}
