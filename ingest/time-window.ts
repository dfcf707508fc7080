/** Is a reading's time believable? Measured against the clock of its own timeline, never against the wall. */
import { type Timeline, timelineMsFromWallMs } from '@chengyun/contracts';
import { type Rejected, rejected } from './rejection.ts';

/** Milliseconds of the timeline. */
export interface TimeLimits {
  readonly aheadMsMax: number;
  readonly behindMsMax: number;
  readonly exerciseBehindMsMax: number;
}

/** Timeline time now: of a wall-clocked one from the wall, of a conducted one its last tick. */
export type TimelineClock = (timeline: Timeline, wallMs: number) => number;

/** `lastTickAtMs` returns null before a timeline's first tick. */
export function createTimelineClock(lastTickAtMs: (timelineId: string) => number | null): TimelineClock {
  return (timeline, wallMs) =>
    timeline.clock === 'wall'
      ? timelineMsFromWallMs(timeline, wallMs)
      : (lastTickAtMs(timeline.id) ?? timeline.anchorTimelineMs);
}

/** A conductor is ahead of its last tick by one step of its data set, which may be long, but not by centuries. */
const CONDUCTED_AHEAD_MS_MAX = 400 * 86_400_000;

/** Null when the time is believable. */
export function checkTime(timeline: Timeline, nowMs: number, atMs: number, limits: TimeLimits): Rejected | null {
  const behindMsMax = timeline.kind === 'exercise' ? limits.exerciseBehindMsMax : limits.behindMsMax;
  if (atMs < nowMs - behindMsMax) {
    return rejected('time-far-off', `Its time ${atMs} is ${Math.round(nowMs - atMs)} ms behind ${timeline.id}.`);
  }
  const aheadMsMax = timeline.clock === 'wall' ? limits.aheadMsMax : CONDUCTED_AHEAD_MS_MAX;
  if (atMs > nowMs + aheadMsMax) {
    return rejected('time-far-off', `Its time ${atMs} is ${Math.round(atMs - nowMs)} ms ahead of ${timeline.id}.`);
  }
  return null;
}
