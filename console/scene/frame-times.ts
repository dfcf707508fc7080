/** JavaScript time of the last frames, kept in a ring that is never reallocated. */
export interface FrameTimes {
  readonly add: (ms: number) => void;
  /** 0 before the first frame. */
  readonly medianMs: () => number;
}

const kept = 120;

export function createFrameTimes(): FrameTimes {
  const ring = new Float64Array(kept);
  let n = 0;
  return {
    add(ms) {
      ring[n++ % kept] = ms;
    },
    medianMs() {
      const sorted = ring.slice(0, Math.min(n, kept)).sort();
      return sorted[sorted.length >> 1] ?? 0;
    },
  };
}
