/** Aggregates about how the values of a window differ: distinct values, standard deviation, steps between neighbours. */
import { type Accumulator, REBUILD_AFTER } from './accumulators.ts';
import type { Samples } from './samples.ts';

/** How often each value is in the window. */
export class Distinct implements Accumulator {
  private counts = new Map<number, number>();
  add(samples: Samples): void {
    this.count(samples.value(samples.next - 1), 1);
  }
  drop(samples: Samples): void {
    this.count(samples.value(samples.first), -1);
  }
  read(): number {
    return this.counts.size;
  }
  save(): readonly number[] {
    return [];
  }
  load(_: readonly number[], samples: Samples): void {
    this.counts = new Map();
    for (let i = samples.first; i < samples.next; i++) this.count(samples.value(i), 1);
  }
  private count(value: number, step: 1 | -1): void {
    const count = (this.counts.get(value) ?? 0) + step;
    if (count > 0) this.counts.set(value, count);
    else this.counts.delete(value);
  }
}

/** Of the population, from sums of distances to an origin inside the window, renewed as those of the slope. */
export class Deviation implements Accumulator {
  private origin = 0;
  private n = 0;
  private sum = 0;
  private squares = 0;
  private dropped = 0;
  add(samples: Samples): void {
    const value = samples.value(samples.next - 1);
    if (this.n === 0) this.load([value]);
    this.count(1, value);
  }
  drop(samples: Samples): void {
    const { first, next } = samples;
    this.count(-1, samples.value(first));
    this.dropped += 1;
    if (this.dropped < Math.min(REBUILD_AFTER, next - first)) return;
    this.load([next > first + 1 ? samples.value(first + 1) : 0]);
    for (let i = first + 1; i < next; i++) this.count(1, samples.value(i));
  }
  read(): number {
    const mean = this.sum / this.n;
    return Math.sqrt(Math.max(0, this.squares / this.n - mean * mean));
  }
  save(): readonly number[] {
    return [this.origin, this.n, this.sum, this.squares, this.dropped];
  }
  load([origin = 0, n = 0, sum = 0, squares = 0, dropped = 0]: readonly number[]): void {
    this.origin = origin;
    this.n = n;
    this.sum = sum;
    this.squares = squares;
    this.dropped = dropped;
  }
  private count(sign: 1 | -1, value: number): void {
    const away = value - this.origin;
    this.n += sign;
    this.sum += sign * away;
    this.squares += sign * away * away;
  }
}

type Finish = (sum: number, samples: Samples, nowMs: number, windowMs: number) => number;

/** Sum of a measure over the steps from each sample to the next. */
export class Steps implements Accumulator {
  private readonly measure: (step: number, value: number) => number;
  private readonly finish: Finish | undefined;
  private sum = 0;
  private dropped = 0;
  constructor(measure: (step: number, value: number) => number, finish?: Finish) {
    this.measure = measure;
    this.finish = finish;
  }
  add(samples: Samples): void {
    if (samples.count() > 1) this.sum += this.stepTo(samples, samples.next - 1);
  }
  drop(samples: Samples): void {
    if (samples.count() > 1) this.sum -= this.stepTo(samples, samples.first + 1);
    this.dropped += 1;
    if (this.dropped < REBUILD_AFTER) return;
    this.dropped = 0;
    this.sum = 0;
    for (let i = samples.first + 2; i < samples.next; i++) this.sum += this.stepTo(samples, i);
  }
  read(samples: Samples, nowMs: number, windowMs: number): number {
    return this.finish ? this.finish(this.sum, samples, nowMs, windowMs) : this.sum;
  }
  save(): readonly number[] {
    return [this.sum, this.dropped];
  }
  load([sum = 0, dropped = 0]: readonly number[]): void {
    this.sum = sum;
    this.dropped = dropped;
  }
  private stepTo(samples: Samples, number: number): number {
    const value = samples.value(number);
    return this.measure(value - samples.value(number - 1), value);
  }
}
