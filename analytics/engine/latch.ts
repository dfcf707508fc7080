/**
 * One level of one alarm: off until `when` has held for the on-delay, on until `clear` has held for the off-delay.
 * Time is a parameter; the state is when the present wish to change began, so that every duration is a subtraction.
 */
export interface Latch {
  on: boolean;
  /** Since when the opposite of `on` has been wished, without a break; null when it is not. */
  sinceMs: number | null;
  /** When it went on; 0 while it is off. */
  onAtMs: number;
}

export interface LatchDelays {
  readonly onDelayMs: number;
  readonly offDelayMs: number;
  /** Once on, it stays on at least this long. */
  readonly minOnMs: number;
}

export function createLatch(): Latch {
  return { on: false, sinceMs: null, onAtMs: 0 };
}

/** Moves the latch to `nowMs` under the present condition and returns when it wants to be looked at again. */
export function moveLatch(latch: Latch, delays: LatchDelays, wantsChange: boolean, nowMs: number): number {
  if (!wantsChange) {
    latch.sinceMs = null;
    return Number.POSITIVE_INFINITY;
  }
  latch.sinceMs ??= nowMs;
  const dueMs = latch.on
    ? Math.max(latch.sinceMs + delays.offDelayMs, latch.onAtMs + delays.minOnMs)
    : latch.sinceMs + delays.onDelayMs;
  if (nowMs < dueMs) return dueMs;
  latch.on = !latch.on;
  latch.onAtMs = latch.on ? nowMs : 0;
  latch.sinceMs = null;
  return Number.POSITIVE_INFINITY;
}
