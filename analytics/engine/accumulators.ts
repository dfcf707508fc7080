/**
 * Aggregates that are kept up to date sample by sample. Floating sums drift when values are added and taken away for
 * long, so they are built anew after REBUILD_AFTER departures; the count towards it is part of the saved state, and a
 * restored engine rounds exactly as the one that never stopped.
 */
import type { Aggregate } from '../rules/rule-schema.ts';
import { type Samples, sampleCount } from './samples.ts';

export interface Accumulator {
  /** A sample was appended at the end. */
  add(samples: Samples): void;
  /** The sample at the head is about to leave. */
  drop(samples: Samples): void;
  /** Indexes of the samples moved down by this many. */
  shift(by: number): void;
  /** NaN when it cannot be said. At least one sample is inside. */
  read(samples: Samples): number;
  save(): readonly number[];
  load(state: readonly number[], samples: Samples): void;
}

const REBUILD_AFTER = 4_096;
const MS_PER_MIN = 60_000;

export function createAccumulator(aggregate: Aggregate, percentile: number): Accumulator {
  switch (aggregate) {
    case 'sum':
    case 'avg':
      return createSum(aggregate);
    case 'min':
    case 'max':
      return createExtreme(aggregate);
    case 'slope':
      return createSlope();
    case 'percentile':
      return createPercentile(percentile);
    case 'count':
      return stateless(sampleCount);
    case 'rate':
      return stateless(rateOf);
    case 'lag':
    case 'last':
    case 'age':
      return stateless(() => Number.NaN);
  }
}

function stateless(read: (samples: Samples) => number): Accumulator {
  return { add: () => {}, drop: () => {}, shift: () => {}, read, save: () => [], load: () => {} };
}

function rateOf({ at, value, head }: Samples): number {
  const last = at.length - 1;
  const minutes = (at[last]! - at[head]!) / MS_PER_MIN;
  return minutes > 0 ? (value[last]! - value[head]!) / minutes : Number.NaN;
}

function createSum(aggregate: 'sum' | 'avg'): Accumulator {
  let sum = 0;
  let dropped = 0;
  return {
    add: (samples) => {
      sum += samples.value.at(-1)!;
    },
    drop: (samples) => {
      sum -= samples.value[samples.head]!;
      dropped += 1;
      if (dropped < REBUILD_AFTER) return;
      sum = 0;
      dropped = 0;
      for (let i = samples.head + 1; i < samples.value.length; i++) sum += samples.value[i]!;
    },
    shift: () => {},
    read: (samples) => (aggregate === 'sum' ? sum : sum / sampleCount(samples)),
    save: () => [sum, dropped],
    load: ([savedSum = 0, savedDropped = 0]) => {
      sum = savedSum;
      dropped = savedDropped;
    },
  };
}

/** Monotonic queue of indexes: the front is the extreme of the window. Each index enters and leaves once. */
function createExtreme(aggregate: 'min' | 'max'): Accumulator {
  let queue: number[] = [];
  let front = 0;
  const isBeaten = (old: number, fresh: number) => (aggregate === 'max' ? old <= fresh : old >= fresh);
  const push = (value: readonly number[], index: number) => {
    while (queue.length > front && isBeaten(value[queue.at(-1)!]!, value[index]!)) queue.pop();
    queue.push(index);
  };
  return {
    add: (samples) => push(samples.value, samples.value.length - 1),
    drop: (samples) => {
      if (queue[front] === samples.head) front += 1;
    },
    shift: (by) => {
      queue = queue.slice(front).map((index) => index - by);
      front = 0;
    },
    read: (samples) => samples.value[queue[front]!] ?? Number.NaN,
    save: () => [],
    load: (_, samples) => {
      queue = [];
      front = 0;
      for (let i = samples.head; i < samples.value.length; i++) push(samples.value, i);
    },
  };
}

/** Least squares against time in minutes from an origin that is renewed with every rebuild, to keep the sums small. */
function createSlope(): Accumulator {
  let [originMs, n, st, sv, stt, stv, dropped] = [0, 0, 0, 0, 0, 0, 0];
  const count = (sign: number, atMs: number, value: number) => {
    const t = (atMs - originMs) / MS_PER_MIN;
    n += sign;
    st += sign * t;
    sv += sign * value;
    stt += sign * t * t;
    stv += sign * t * value;
  };
  return {
    add: ({ at, value }) => {
      if (n === 0) [originMs, st, sv, stt, stv, dropped] = [at.at(-1)!, 0, 0, 0, 0, 0];
      count(1, at.at(-1)!, value.at(-1)!);
    },
    drop: ({ at, value, head }) => {
      count(-1, at[head]!, value[head]!);
      dropped += 1;
      // The sums must not outlive the window they began in by much: a window's worth of departures renews them.
      if (dropped < Math.min(REBUILD_AFTER, at.length - head)) return;
      [originMs, n, st, sv, stt, stv, dropped] = [at[head + 1] ?? 0, 0, 0, 0, 0, 0, 0];
      for (let i = head + 1; i < at.length; i++) count(1, at[i]!, value[i]!);
    },
    shift: () => {},
    read: () => {
      const spread = n * stt - st * st;
      return spread > 1e-9 ? (n * stv - st * sv) / spread : Number.NaN;
    },
    save: () => [originMs, n, st, sv, stt, stv, dropped],
    load: (state) => {
      [originMs = 0, n = 0, st = 0, sv = 0, stt = 0, stv = 0, dropped = 0] = state;
    },
  };
}

/** A sorted copy of the window; nearest rank. Insertion moves memory but never sorts again. */
function createPercentile(percentile: number): Accumulator {
  let sorted: number[] = [];
  const rankOf = (value: number) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const insert = (value: number) => sorted.splice(rankOf(value), 0, value);
  return {
    add: (samples) => insert(samples.value.at(-1)!),
    drop: (samples) => sorted.splice(rankOf(samples.value[samples.head]!), 1),
    shift: () => {},
    read: () => sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? Number.NaN,
    save: () => [],
    load: (_, samples) => {
      sorted = samples.value.slice(samples.head).sort((a, b) => a - b);
    },
  };
}
