/** The only door to wall clock and chance: everything else receives a Clock or a Random as an argument. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  /** Milliseconds on a clock that never jumps, for durations. */
  readonly monotonicMs: () => number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** A clock for tests that only moves when told. */
export function createManualClock(startMs = 0): Clock & { advance: (ms: number) => void } {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
