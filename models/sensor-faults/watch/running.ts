/** Small running figures of a series: each a few numbers of memory, each blind to single wild values. */

/** A typical size that follows within `memory` values and takes no value for more than three times itself. */
export interface RunningScale {
  readonly value: () => number;
  push(size: number): void;
}

const EARLY = 24;

export function createRunningScale(memory: number, floor: number): RunningScale {
  let seen = 0;
  let scale = floor;
  return {
    value: () => Math.max(scale, floor),
    push: (size) => {
      seen++;
      const pace = Math.max(1 / memory, 1 / (seen + 3));
      const taken = seen > EARLY ? Math.min(size, 3 * Math.max(scale, floor)) : size;
      scale += pace * (taken - scale);
    },
  };
}

/** The newest `size` numbers and their middle one. */
export interface Recent {
  push(value: number): void;
  readonly count: () => number;
  /** The value below which this share of them lies; 0 before the first. */
  quantile(share: number): number;
  /** As pushed, 0 the newest. */
  newest(age: number): number;
  clear(): void;
}

export function createRecent(size: number): Recent {
  const ring = new Float64Array(size);
  const sorted = new Float64Array(size);
  let [count, next] = [0, 0];
  let isSorted = false;
  return {
    push: (value) => {
      ring[next] = value;
      next = (next + 1) % size;
      count = Math.min(size, count + 1);
      isSorted = false;
    },
    count: () => count,
    quantile: (share) => {
      if (count === 0) return 0;
      if (!isSorted) {
        // Insertion sort: the ring is short.
        for (let i = 0; i < count; i++) {
          const value = ring[i]!;
          let j = i - 1;
          for (; j >= 0 && sorted[j]! > value; j--) sorted[j + 1] = sorted[j]!;
          sorted[j + 1] = value;
        }
        isSorted = true;
      }
      return sorted[Math.min(count - 1, Math.floor(share * count))]!;
    },
    newest: (age) => ring[(next - 1 - age + 2 * size) % size]!,
    clear: () => {
      [count, next] = [0, 0];
      isSorted = false;
    },
  };
}

/** The middle of a series that moves slowly: each value pulls by at most one scale. */
export interface SlowMiddle {
  readonly value: () => number;
  push(value: number, scale: number): void;
}

export function createSlowMiddle(memory: number): SlowMiddle {
  let seen = 0;
  let middle = 0;
  return {
    value: () => middle,
    push: (value, scale) => {
      seen++;
      const pace = Math.max(1 / memory, 1 / seen);
      const pull = value - middle;
      middle += pace * (seen < EARLY ? pull : Math.max(-2 * scale, Math.min(2 * scale, pull)));
    },
  };
}
