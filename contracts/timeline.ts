/**
 * Timelines. Every record belongs to one; rules never read the wall clock but the ticks of their timeline.
 *
 * A timeline's clock is either `wall` (an affine function of the server's clock: pace 1 is real time) or `conducted`
 * (it stands still until its conductor device says the next time, so that a replay is lossless at any speed).
 * Timelines share rules but never state, rollups, notifications or the word LIVE.
 */
export const TIMELINE_KINDS = ['live', 'exercise', 'replay'] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

export const LIVE_TIMELINE = 'live';

export interface Timeline {
  /** `live`, `exercise:<id>` or `replay:<id>`; `<id>` is [a-z0-9-]{1,40}. */
  readonly id: string;
  readonly kind: TimelineKind;
  readonly clock: 'wall' | 'conducted';
  /** Timeline milliseconds per wall millisecond; 1 for live. Only used by `wall` clocks. */
  readonly pace: number;
  /** Wall time at which the timeline began, epoch milliseconds. */
  readonly anchorWallMs: number;
  /** Timeline time at that moment, epoch milliseconds. */
  readonly anchorTimelineMs: number;
  /** Device whose `clock` events drive a conducted timeline. */
  readonly conductor: string | null;
  /** What the wall calls it: the scenario or data set. */
  readonly label: string;
  readonly endedAtMs: number | null;
}

const TIMELINE_ID = /^(live|(exercise|replay):[a-z0-9][a-z0-9-]{0,39})$/;

export function isTimelineId(id: string): boolean {
  return TIMELINE_ID.test(id);
}

export function timelineKindFromId(id: string): TimelineKind {
  if (id === LIVE_TIMELINE) return 'live';
  return id.startsWith('exercise:') ? 'exercise' : 'replay';
}

/** Time of a wall-clocked timeline at the given wall time; a conducted timeline only knows its last tick. */
export function timelineMsFromWallMs(timeline: Timeline, wallMs: number): number {
  return timeline.anchorTimelineMs + (wallMs - timeline.anchorWallMs) * timeline.pace;
}

/** Wall time at which the timeline's clock shows the given time; null where the clock stands or is conducted. */
export function wallMsFromTimelineMs(timeline: Timeline, timelineMs: number): number | null {
  if (timeline.clock !== 'wall' || timeline.pace <= 0) return null;
  return timeline.anchorWallMs + (timelineMs - timeline.anchorTimelineMs) / timeline.pace;
}
