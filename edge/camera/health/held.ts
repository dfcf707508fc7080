/** A condition that counts once it has held for a while, and no more once it has not held for a while: nothing flickers. */
export interface Held {
  see(isSo: boolean, ms: number): void;
  /** As was seen last. */
  readonly counts: () => boolean;
  reset(): void;
}

export function createHeld(beginAfterMs: number, endAfterMs: number): Held {
  let counts = false;
  /** Since when it is other than it counts. */
  let otherSinceMs: number | null = null;
  return {
    see: (isSo, ms) => {
      if (isSo === counts) {
        otherSinceMs = null;
        return;
      }
      otherSinceMs ??= ms;
      if (ms - otherSinceMs < (counts ? endAfterMs : beginAfterMs)) return;
      counts = isSo;
      otherSinceMs = null;
    },
    counts: () => counts,
    reset: () => {
      counts = false;
      otherSinceMs = null;
    },
  };
}
