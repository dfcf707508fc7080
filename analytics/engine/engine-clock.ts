/** The clock of an engine: it stands at the last tick, and knows where ingest itself had been away. */
import type { TickRecord } from '@chengyun/contracts';

export interface EngineClock {
  /** Number and time of the last tick; 0 before the first. */
  readonly n: number;
  readonly nowMs: number;
  /** Distance of the last two ticks, to notice a gap. */
  readonly stepMs: number;
  /** End of the last gap in the ticks; silence is counted from here. */
  readonly resumedAtMs: number;
}

export const CLOCK_AT_START: EngineClock = { n: 0, nowMs: 0, stepMs: 0, resumedAtMs: 0 };

/** A reading this much older than the timeline is history that is being filled in: nobody is called for it. */
export const BACKFILL_MS = 3_600_000;
/** A silence of the ticks longer than this and than ten usual steps counts as an outage of ingest itself. */
const GAP_MS_MIN = 300_000;
const GAP_STEPS = 10;

/** The clock while a tick is worked on: still at the time before it, the gap in front of it noticed. */
export function clockWithin(clock: EngineClock, tick: TickRecord): EngineClock {
  // Before the first tick nobody was on duty: what is older than an hour then is history as well.
  if (clock.n === 0) return { ...clock, nowMs: tick.at - BACKFILL_MS };
  const stepMs = tick.at - clock.nowMs;
  const isGap = clock.stepMs > 0 && stepMs > GAP_MS_MIN && stepMs > GAP_STEPS * clock.stepMs;
  return {
    ...clock,
    resumedAtMs: isGap ? tick.at : clock.resumedAtMs,
    stepMs: stepMs > 0 ? stepMs : clock.stepMs,
  };
}

/** The clock after it. */
export function clockAfter(within: EngineClock, tick: TickRecord): EngineClock {
  return { ...within, n: tick.n, nowMs: Math.max(tick.at, within.nowMs) };
}
