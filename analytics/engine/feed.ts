/**
 * One aggregate over one series, shared by all rules that ask for the same. `push` takes the accepted samples in time
 * order, `read` moves the window to now and gives the value or NaN when there is none.
 */
import type { RuleInput } from '../rules/rule.ts';
import { type Accumulator, createAccumulator } from './accumulators.ts';
import { SAMPLES_MAX, Samples } from './samples.ts';

export interface Feed {
  /** Time of the newest accepted sample; NaN before the first. */
  readonly lastAtMs: number;
  push(atMs: number, value: number): void;
  read(nowMs: number): number;
  save(): FeedState;
  load(state: FeedState): void;
}

/** `samples` is at, value, at, value... of the window; `before` is the newest sample that has left it. */
export interface FeedState {
  readonly last: readonly [atMs: number, value: number] | null;
  readonly samples: readonly number[];
  readonly before: readonly [atMs: number, value: number] | null;
  readonly sums: readonly number[];
}

export type FeedSpec = Pick<RuleInput, 'aggregate' | 'windowMs' | 'percentile' | 'minSamples'>;

/** A lagged value may be at most this much older than asked, as a share of the window. */
const LAG_TOLERANCE = 0.02;
const MS_PER_S = 1_000;

export function createFeed(spec: FeedSpec): Feed {
  return spec.aggregate === 'last' || spec.aggregate === 'age' ? new Newest(spec) : new Window(spec);
}

const pair = (atMs: number, value: number) => (Number.isNaN(atMs) ? null : ([atMs, value] as const));

class Newest implements Feed {
  lastAtMs = Number.NaN;
  private value = Number.NaN;
  private readonly isAge: boolean;
  constructor(spec: FeedSpec) {
    this.isAge = spec.aggregate === 'age';
  }
  push(atMs: number, value: number): void {
    this.lastAtMs = atMs;
    this.value = value;
  }
  read(nowMs: number): number {
    return this.isAge ? (nowMs - this.lastAtMs) / MS_PER_S : this.value;
  }
  save(): FeedState {
    return { last: pair(this.lastAtMs, this.value), samples: [], before: null, sums: [] };
  }
  load({ last }: FeedState): void {
    [this.lastAtMs, this.value] = last ?? [Number.NaN, Number.NaN];
  }
}

class Window implements Feed {
  lastAtMs = Number.NaN;
  private lastValue = Number.NaN;
  private beforeAtMs = Number.NaN;
  private beforeValue = Number.NaN;
  private samples = new Samples();
  private readonly windowMs: number;
  private readonly minSamples: number;
  private readonly isLag: boolean;
  private readonly accumulator: Accumulator;
  constructor(spec: FeedSpec) {
    this.windowMs = spec.windowMs;
    this.minSamples = spec.minSamples;
    this.isLag = spec.aggregate === 'lag';
    this.accumulator = createAccumulator(spec.aggregate, spec.percentile);
  }
  push(atMs: number, value: number): void {
    this.lastAtMs = atMs;
    this.lastValue = value;
    if (this.samples.count() >= SAMPLES_MAX) this.dropOldest();
    this.samples.push(atMs, value);
    this.accumulator.add(this.samples);
  }
  read(nowMs: number): number {
    const { samples } = this;
    const fromMs = nowMs - this.windowMs;
    while (samples.first < samples.next && samples.atMs(samples.first) <= fromMs) this.dropOldest();
    if (this.isLag) {
      const ageMs = nowMs - this.beforeAtMs;
      return ageMs >= this.windowMs && ageMs <= this.windowMs * (1 + LAG_TOLERANCE) ? this.beforeValue : Number.NaN;
    }
    return samples.count() < this.minSamples ? Number.NaN : this.accumulator.read(samples);
  }
  save(): FeedState {
    const { samples } = this;
    const pairs: number[] = [];
    for (let i = samples.first; i < samples.next; i++) pairs.push(samples.atMs(i), samples.value(i));
    const [last, before] = [pair(this.lastAtMs, this.lastValue), pair(this.beforeAtMs, this.beforeValue)];
    return { last, samples: pairs, before, sums: this.accumulator.save() };
  }
  load(state: FeedState): void {
    this.samples = new Samples();
    for (let i = 0; i < state.samples.length; i += 2) this.samples.push(state.samples[i]!, state.samples[i + 1]!);
    [this.lastAtMs, this.lastValue] = state.last ?? [Number.NaN, Number.NaN];
    [this.beforeAtMs, this.beforeValue] = state.before ?? [Number.NaN, Number.NaN];
    this.accumulator.load(state.sums, this.samples);
  }
  private dropOldest(): void {
    const { samples } = this;
    this.accumulator.drop(samples);
    this.beforeAtMs = samples.atMs(samples.first);
    this.beforeValue = samples.value(samples.first);
    samples.first += 1;
  }
}
