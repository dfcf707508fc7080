/**
 * One level of one alarm: off until `when` has held for the on-delay, on until `clear` has held for the off-delay.
 * Time is a parameter; the state is when the present wish to change began, so that every duration is a subtraction.
 */
export interface Latch {
  on: boolean;
  /** Since when the opposite of `on` has been wished, without a break; null when it is not. */
  sinceMs: number | null;
}

export interface LatchDelays {
  readonly onDelayMs: number;
  readonly offDelayMs: number;
}

export function createLatch(): Latch {
  return { on: false, sinceMs: null };
}

/** Moves the latch to `nowMs` under the present condition and returns when it wants to be looked at again. */
export function moveLatch(latch: Latch, delays: LatchDelays, wantsChange: boolean, nowMs: number): number {
  if (!wantsChange) {
    latch.sinceMs = null;
    return Number.POSITIVE_INFINITY;
  }
  latch.sinceMs ??= nowMs;
  const dueMs = latch.sinceMs + (latch.on ? delays.offDelayMs : delays.onDelayMs);
  if (nowMs < dueMs) return dueMs;
  latch.on = !latch.on;
  latch.sinceMs = null;
  return Number.POSITIVE_INFINITY;
}
