/**
 * One aggregate over one series, shared by all rules that ask for the same. `push` takes the accepted samples in time
 * order, `read` moves the window to now and gives the value or NaN when there is none.
 */
import type { RuleInput } from '../rules/rule.ts';
import { type Accumulator, createAccumulator } from './accumulators.ts';
import { SAMPLES_MAX, Samples, samplesFromFlat } from './samples.ts';

export interface Feed {
  /** Time of the newest accepted sample; NaN before the first. */
  readonly lastAtMs: number;
  push(atMs: number, value: number): void;
  read(nowMs: number): number;
  save(): FeedState;
  load(state: FeedState): void;
}

/** `samples` is at, value, at, value...; of a delayed feed they are what the feed behind it has not seen yet. */
export interface FeedState {
  readonly last: readonly [atMs: number, value: number] | null;
  readonly samples: readonly number[];
  readonly sums: readonly number[];
  readonly behind?: FeedState;
}

export type FeedSpec = Pick<RuleInput, 'aggregate' | 'windowMs' | 'delayMs' | 'percentile' | 'minSamples'>;

/** A newest value that is older than its delay by more than this is no value: the series was silent then. */
const SILENT_MS = 3_600_000;
const MS_PER_S = 1_000;

export function createFeed(spec: FeedSpec): Feed {
  return spec.delayMs > 0 ? new Delayed(spec) : createPresent(spec);
}

function createPresent(spec: FeedSpec): Feed {
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
    return { last: pair(this.lastAtMs, this.value), samples: [], sums: [] };
  }
  load({ last }: FeedState): void {
    [this.lastAtMs, this.value] = last ?? [Number.NaN, Number.NaN];
  }
}

class Window implements Feed {
  lastAtMs = Number.NaN;
  private lastValue = Number.NaN;
  private samples = new Samples();
  private readonly windowMs: number;
  private readonly minSamples: number;
  private readonly accumulator: Accumulator;
  constructor(spec: FeedSpec) {
    this.windowMs = spec.windowMs;
    this.minSamples = spec.minSamples;
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
    return samples.count() < this.minSamples ? Number.NaN : this.accumulator.read(samples);
  }
  save(): FeedState {
    const last = pair(this.lastAtMs, this.lastValue);
    return { last, samples: this.samples.flat(), sums: this.accumulator.save() };
  }
  load(state: FeedState): void {
    this.samples = samplesFromFlat(state.samples);
    [this.lastAtMs, this.lastValue] = state.last ?? [Number.NaN, Number.NaN];
    this.accumulator.load(state.sums, this.samples);
  }
  private dropOldest(): void {
    const { samples } = this;
    this.accumulator.drop(samples);
    samples.first += 1;
  }
}

/** Keeps samples back until they are as old as the delay, then hands them to the feed behind it, which lives in the past. */
class Delayed implements Feed {
  private waiting = new Samples();
  private readonly delayMs: number;
  private readonly behind: Feed;
  constructor(spec: FeedSpec) {
    this.delayMs = spec.delayMs;
    this.behind = createPresent(spec);
  }
  get lastAtMs(): number {
    return this.behind.lastAtMs + this.delayMs;
  }
  push(atMs: number, value: number): void {
    if (this.waiting.count() >= SAMPLES_MAX) this.handOver();
    this.waiting.push(atMs, value);
  }
  read(nowMs: number): number {
    const { waiting, behind } = this;
    const thenMs = nowMs - this.delayMs;
    while (waiting.count() > 0 && waiting.atMs(waiting.first) <= thenMs) this.handOver();
    return thenMs - behind.lastAtMs > SILENT_MS ? Number.NaN : behind.read(thenMs);
  }
  save(): FeedState {
    return { last: null, samples: this.waiting.flat(), sums: [], behind: this.behind.save() };
  }
  load(state: FeedState): void {
    this.waiting = samplesFromFlat(state.samples);
    if (state.behind) this.behind.load(state.behind);
  }
  private handOver(): void {
    const { waiting } = this;
    this.behind.push(waiting.atMs(waiting.first), waiting.value(waiting.first));
    waiting.first += 1;
  }
}
