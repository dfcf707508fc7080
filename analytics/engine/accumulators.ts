/**
 * Aggregates that are kept up to date sample by sample. Floating sums drift when values are added and taken away for
 * long, so they are built anew after REBUILD_AFTER departures; the count towards it is part of the saved state, and a
 * restored engine rounds exactly as the one that never stopped.
 */
import type { Aggregate } from '../rules/rule-schema.ts';
import { deltaOf, extrapolatedDelta, reachOf } from './extrapolation.ts';
import type { Samples } from './samples.ts';
import { Deviation, Distinct, Steps } from './spread-accumulators.ts';

export interface Accumulator {
  /** The newest sample has just been appended. */
  add(samples: Samples): void;
  /** The oldest sample is about to leave. */
  drop(samples: Samples): void;
  /** NaN when it cannot be said. At least one sample is inside; the window ends now. */
  read(samples: Samples, nowMs: number, windowMs: number): number;
  save(): readonly number[];
  /** `samples` are already loaded. */
  load(state: readonly number[], samples: Samples): void;
}

export const REBUILD_AFTER = 4_096;
const MS_PER_MIN = 60_000;

/** What some aggregates need to know beside their name. */
export interface AccumulatorOptions {
  readonly percentile: number;
  readonly extrapolate?: boolean;
  readonly aheadMs?: number;
}

export function createAccumulator(aggregate: Aggregate, options: AccumulatorOptions): Accumulator {
  const { percentile, extrapolate = false, aheadMs = 0 } = options;
  switch (aggregate) {
    case 'sum':
    case 'avg':
      return new Sum(aggregate === 'avg');
    case 'min':
    case 'max':
      return new Extreme(aggregate === 'max' ? 1 : -1);
    case 'slope':
      return new Slope(null);
    case 'predict':
      return new Slope(aheadMs);
    case 'delta':
      return new Stateless(extrapolate ? extrapolatedDelta : deltaOf);
    case 'percentile':
      return new Percentile(percentile);
    case 'count':
      return new Stateless((samples) => samples.count());
    case 'rate':
      return new Stateless(rateOf);
    case 'distinct':
      return new Distinct();
    case 'stddev':
      return new Deviation();
    case 'changes':
      return new Steps((step) => (step === 0 ? 0 : 1));
    case 'increase':
      return new Steps(
        (step, value) => (step >= 0 ? step : value),
        extrapolate ? (sum, samples, nowMs, windowMs) => sum * reachOf(samples, nowMs, windowMs, sum) : undefined,
      );
    case 'last':
    case 'age':
    case 'quality':
    case 'anomaly':
      return new Stateless(() => Number.NaN);
  }
}

function rateOf(samples: Samples): number {
  const last = samples.next - 1;
  const minutes = (samples.atMs(last) - samples.atMs(samples.first)) / MS_PER_MIN;
  return minutes > 0 ? (samples.value(last) - samples.value(samples.first)) / minutes : Number.NaN;
}

class Stateless implements Accumulator {
  readonly read: Accumulator['read'];
  constructor(read: Accumulator['read']) {
    this.read = read;
  }
  add(): void {}
  drop(): void {}
  save(): readonly number[] {
    return [];
  }
  load(): void {}
}

/** Numbers of one accumulator lie in one small typed array: separate number fields would each be an object of their own. */
class Sum implements Accumulator {
  private readonly isMean: boolean;
  /** sum, departures since it was built anew */
  private readonly state = new Float64Array(2);
  constructor(isMean: boolean) {
    this.isMean = isMean;
  }
  add(samples: Samples): void {
    this.state[0]! += samples.value(samples.next - 1);
  }
  drop(samples: Samples): void {
    const { state } = this;
    state[0]! -= samples.value(samples.first);
    state[1]! += 1;
    if (state[1]! < REBUILD_AFTER) return;
    state.fill(0);
    for (let i = samples.first + 1; i < samples.next; i++) state[0]! += samples.value(i);
  }
  read(samples: Samples): number {
    return this.isMean ? this.state[0]! / samples.count() : this.state[0]!;
  }
  save(): readonly number[] {
    return [...this.state];
  }
  load(saved: readonly number[]): void {
    this.state.fill(0);
    this.state.set(saved);
  }
}

/** Monotonic queue of sample numbers: the front is the extreme of the window. Each number enters and leaves once. */
class Extreme implements Accumulator {
  private readonly sign: 1 | -1;
  private queue: number[] = [];
  private front = 0;
  constructor(sign: 1 | -1) {
    this.sign = sign;
  }
  add(samples: Samples): void {
    this.enter(samples, samples.next - 1);
  }
  drop(samples: Samples): void {
    if (this.queue[this.front] !== samples.first) return;
    this.front += 1;
    if (this.front < 64 || this.front * 2 < this.queue.length) return;
    this.queue = this.queue.slice(this.front);
    this.front = 0;
  }
  read(samples: Samples): number {
    return samples.value(this.queue[this.front]!);
  }
  save(): readonly number[] {
    return [];
  }
  load(_: readonly number[], samples: Samples): void {
    this.queue = [];
    this.front = 0;
    for (let i = samples.first; i < samples.next; i++) this.enter(samples, i);
  }
  private enter(samples: Samples, number: number): void {
    const value = samples.value(number) * this.sign;
    const { queue } = this;
    while (queue.length > this.front && samples.value(queue[queue.length - 1]!) * this.sign <= value) queue.pop();
    queue.push(number);
  }
}

const [ORIGIN, N, ST, SV, STT, STV, DROPPED] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Least squares against time in minutes from an origin that is renewed with every rebuild, to keep the sums small. */
class Slope implements Accumulator {
  private readonly state = new Float64Array(7);
  /** null: the slope itself; else where its line is so far from now. */
  private readonly aheadMs: number | null;
  constructor(aheadMs: number | null) {
    this.aheadMs = aheadMs;
  }
  add(samples: Samples): void {
    const newest = samples.next - 1;
    if (this.state[N] === 0) this.load([samples.atMs(newest)]);
    this.count(1, samples.atMs(newest), samples.value(newest));
  }
  drop(samples: Samples): void {
    const { first, next } = samples;
    this.count(-1, samples.atMs(first), samples.value(first));
    this.state[DROPPED]! += 1;
    // The sums must not outlive the window they began in by much: a window's worth of departures renews them.
    if (this.state[DROPPED]! < Math.min(REBUILD_AFTER, next - first)) return;
    this.load([next > first + 1 ? samples.atMs(first + 1) : 0]);
    for (let i = first + 1; i < next; i++) this.count(1, samples.atMs(i), samples.value(i));
  }
  read(_: Samples, nowMs: number): number {
    const { state, aheadMs } = this;
    const n = state[N]!;
    const spread = n * state[STT]! - state[ST]! * state[ST]!;
    const slope = spread > 1e-9 ? (n * state[STV]! - state[ST]! * state[SV]!) / spread : Number.NaN;
    if (aheadMs === null) return slope;
    const t = (nowMs + aheadMs - state[ORIGIN]!) / MS_PER_MIN;
    return state[SV]! / n + slope * (t - state[ST]! / n);
  }
  save(): readonly number[] {
    return [...this.state];
  }
  load(saved: readonly number[]): void {
    this.state.fill(0);
    this.state.set(saved);
  }
  private count(sign: 1 | -1, atMs: number, value: number): void {
    const { state } = this;
    const t = (atMs - state[ORIGIN]!) / MS_PER_MIN;
    state[N]! += sign;
    state[ST]! += sign * t;
    state[SV]! += sign * value;
    state[STT]! += sign * t * t;
    state[STV]! += sign * t * value;
  }
}

/** A sorted copy of the window; nearest rank. Insertion moves memory but never sorts again. */
class Percentile implements Accumulator {
  private readonly percentile: number;
  private sorted: number[] = [];
  constructor(percentile: number) {
    this.percentile = percentile;
  }
  add(samples: Samples): void {
    const value = samples.value(samples.next - 1);
    this.sorted.splice(this.rankOf(value), 0, value);
  }
  drop(samples: Samples): void {
    this.sorted.splice(this.rankOf(samples.value(samples.first)), 1);
  }
  read(): number {
    const rank = Math.ceil((this.percentile / 100) * this.sorted.length) - 1;
    return this.sorted[Math.max(0, rank)] ?? Number.NaN;
  }
  save(): readonly number[] {
    return [];
  }
  load(_: readonly number[], samples: Samples): void {
    this.sorted = [];
    for (let i = samples.first; i < samples.next; i++) this.sorted.push(samples.value(i));
    this.sorted.sort((a, b) => a - b);
  }
  private rankOf(value: number): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
