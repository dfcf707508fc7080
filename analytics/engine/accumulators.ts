/**
 * Aggregates that are kept up to date sample by sample. Floating sums drift when values are added and taken away for
 * long, so they are built anew after REBUILD_AFTER departures; the count towards it is part of the saved state, and a
 * restored engine rounds exactly as the one that never stopped.
 */
import type { Aggregate } from '../rules/rule-schema.ts';
import type { Samples } from './samples.ts';
import { Deviation, Distinct, Steps } from './spread-accumulators.ts';

export interface Accumulator {
  /** The newest sample has just been appended. */
  add(samples: Samples): void;
  /** The oldest sample is about to leave. */
  drop(samples: Samples): void;
  /** NaN when it cannot be said. At least one sample is inside. */
  read(samples: Samples): number;
  save(): readonly number[];
  /** `samples` are already loaded. */
  load(state: readonly number[], samples: Samples): void;
}

export const REBUILD_AFTER = 4_096;
const MS_PER_MIN = 60_000;

export function createAccumulator(aggregate: Aggregate, percentile: number): Accumulator {
  switch (aggregate) {
    case 'sum':
    case 'avg':
      return new Sum(aggregate === 'avg');
    case 'min':
    case 'max':
      return new Extreme(aggregate === 'max' ? 1 : -1);
    case 'slope':
      return new Slope();
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
      return new Steps((step, value) => (step >= 0 ? step : value));
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
  readonly read: (samples: Samples) => number;
  constructor(read: (samples: Samples) => number) {
    this.read = read;
  }
  add(): void {}
  drop(): void {}
  save(): readonly number[] {
    return [];
  }
  load(): void {}
}

class Sum implements Accumulator {
  private readonly isMean: boolean;
  private sum = 0;
  private dropped = 0;
  constructor(isMean: boolean) {
    this.isMean = isMean;
  }
  add(samples: Samples): void {
    this.sum += samples.value(samples.next - 1);
  }
  drop(samples: Samples): void {
    this.sum -= samples.value(samples.first);
    this.dropped += 1;
    if (this.dropped < REBUILD_AFTER) return;
    this.sum = 0;
    this.dropped = 0;
    for (let i = samples.first + 1; i < samples.next; i++) this.sum += samples.value(i);
  }
  read(samples: Samples): number {
    return this.isMean ? this.sum / samples.count() : this.sum;
  }
  save(): readonly number[] {
    return [this.sum, this.dropped];
  }
  load([sum = 0, dropped = 0]: readonly number[]): void {
    this.sum = sum;
    this.dropped = dropped;
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

/** Least squares against time in minutes from an origin that is renewed with every rebuild, to keep the sums small. */
class Slope implements Accumulator {
  private originMs = 0;
  private n = 0;
  private st = 0;
  private sv = 0;
  private stt = 0;
  private stv = 0;
  private dropped = 0;
  add(samples: Samples): void {
    const newest = samples.next - 1;
    if (this.n === 0) this.load([samples.atMs(newest)]);
    this.count(1, samples.atMs(newest), samples.value(newest));
  }
  drop(samples: Samples): void {
    const { first, next } = samples;
    this.count(-1, samples.atMs(first), samples.value(first));
    this.dropped += 1;
    // The sums must not outlive the window they began in by much: a window's worth of departures renews them.
    if (this.dropped < Math.min(REBUILD_AFTER, next - first)) return;
    this.load([next > first + 1 ? samples.atMs(first + 1) : 0]);
    for (let i = first + 1; i < next; i++) this.count(1, samples.atMs(i), samples.value(i));
  }
  read(): number {
    const spread = this.n * this.stt - this.st * this.st;
    return spread > 1e-9 ? (this.n * this.stv - this.st * this.sv) / spread : Number.NaN;
  }
  save(): readonly number[] {
    return [this.originMs, this.n, this.st, this.sv, this.stt, this.stv, this.dropped];
  }
  load([originMs = 0, n = 0, st = 0, sv = 0, stt = 0, stv = 0, dropped = 0]: readonly number[]): void {
    this.originMs = originMs;
    this.n = n;
    this.st = st;
    this.sv = sv;
    this.stt = stt;
    this.stv = stv;
    this.dropped = dropped;
  }
  private count(sign: 1 | -1, atMs: number, value: number): void {
    const t = (atMs - this.originMs) / MS_PER_MIN;
    this.n += sign;
    this.st += sign * t;
    this.sv += sign * value;
    this.stt += sign * t * t;
    this.stv += sign * t * value;
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
