/**
 * One aggregate over one series, shared by all rules that ask for the same. `push` takes the accepted samples in time
 * order, `read` moves the window to now and gives the value or NaN when there is none.
 */
import { createDetector } from '../anomaly/detector.ts';
import type { RuleInput } from '../rules/rule.ts';
import type { Aggregate } from '../rules/rule-schema.ts';
import { type Accumulator, createAccumulator } from './accumulators.ts';
import { Related } from './related-feed.ts';
import { SAMPLES_MAX, Samples, samplesFromFlat } from './samples.ts';

export interface Feed {
  /** Time of the newest accepted sample; NaN before the first. */
  readonly lastAtMs: number;
  push(atMs: number, value: number): void;
  read(nowMs: number): number;
  save(): FeedState;
  load(state: FeedState): void;
}

/** `samples` is at, value, at, value...; of a feed with one behind it they are what it keeps back from that one. */
export interface FeedState {
  readonly last: readonly [atMs: number, value: number] | null;
  readonly samples: readonly number[];
  readonly sums: readonly number[];
  readonly behind?: FeedState;
  readonly detector?: unknown;
}

export type FeedSpec = Pick<
  RuleInput,
  'aggregate' | 'windowMs' | 'delayMs' | 'despike' | 'percentile' | 'minSamples' | 'extrapolate' | 'aheadMs' | 'beside'
>;

/** A newest value that is older than its delay by more than this is no value: the series was silent then. */
const SILENT_MS = 3_600_000;
const MS_PER_S = 1_000;

export function createFeed(spec: FeedSpec): Feed {
  return spec.delayMs > 0 ? new Delayed(spec.delayMs, createClean(spec)) : createClean(spec);
}

function createClean(spec: FeedSpec): Feed {
  return spec.despike ? new Despiked(createPlain(spec)) : createPlain(spec);
}

function createPlain(spec: FeedSpec): Feed {
  if (spec.aggregate === 'anomaly') return spec.beside ? new Related(spec.beside.length) : new Scored();
  return NEWEST.includes(spec.aggregate) ? new Newest(spec) : new Window(spec);
}

/** Of these only the newest sample counts; of `quality` the wiring pushes the verdict in place of the value. */
const NEWEST: readonly Aggregate[] = ['last', 'age', 'quality'];

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
    // An ended value is saved as null: JSON knows no NaN.
    this.value ??= Number.NaN;
  }
}

/** How unusual the newest sample is, by the detector that suits the series. */
class Scored implements Feed {
  lastAtMs = Number.NaN;
  private score = Number.NaN;
  private readonly detector = createDetector();
  push(atMs: number, value: number): void {
    this.lastAtMs = atMs;
    this.score = this.detector.push(atMs, value);
  }
  read(): number {
    return this.score;
  }
  save(): FeedState {
    return { last: pair(this.lastAtMs, this.score), samples: [], sums: [], detector: this.detector.save() };
  }
  load({ last, detector }: FeedState): void {
    [this.lastAtMs, this.score] = last ?? [Number.NaN, Number.NaN];
    if (detector !== undefined) this.detector.load(detector);
  }
}

class Window implements Feed {
  private samples = new Samples();
  private readonly windowMs: number;
  private readonly minSamples: number;
  private readonly accumulator: Accumulator;
  constructor(spec: FeedSpec) {
    this.windowMs = spec.windowMs;
    this.minSamples = spec.minSamples;
    this.accumulator = createAccumulator(spec.aggregate, spec);
  }
  get lastAtMs(): number {
    return this.samples.lastAtMs();
  }
  push(atMs: number, value: number): void {
    const { samples } = this;
    if (samples.count() >= SAMPLES_MAX) this.dropOldest();
    samples.push(atMs, value);
    this.accumulator.add(samples);
  }
  read(nowMs: number): number {
    const { samples, windowMs } = this;
    const fromMs = nowMs - windowMs;
    while (samples.first < samples.next && samples.atMs(samples.first) <= fromMs) this.dropOldest();
    return samples.count() < this.minSamples ? Number.NaN : this.accumulator.read(samples, nowMs, windowMs);
  }
  save(): FeedState {
    const { samples } = this;
    const last = pair(samples.lastAtMs(), samples.lastValue());
    return { last, samples: samples.flat(), sums: this.accumulator.save() };
  }
  load({ last, samples, sums }: FeedState): void {
    this.samples = samplesFromFlat(samples, last);
    this.accumulator.load(sums, this.samples);
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
  constructor(delayMs: number, behind: Feed) {
    this.delayMs = delayMs;
    this.behind = behind;
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
    this.waiting = samplesFromFlat(state.samples, null);
    if (state.behind) this.behind.load(state.behind);
  }
  private handOver(): void {
    const { waiting } = this;
    this.behind.push(waiting.atMs(waiting.first), waiting.value(waiting.first));
    waiting.first += 1;
  }
}

/** Hands on the median of each reading and the two before it; the first two readings pass as they are. */
class Despiked implements Feed {
  private newest = Number.NaN;
  private second = Number.NaN;
  private readonly behind: Feed;
  constructor(behind: Feed) {
    this.behind = behind;
  }
  get lastAtMs(): number {
    return this.behind.lastAtMs;
  }
  push(atMs: number, value: number): void {
    const { newest, second } = this;
    const isFull = !Number.isNaN(second);
    const low = Math.min(newest, second);
    const high = Math.max(newest, second);
    this.behind.push(atMs, isFull ? Math.max(low, Math.min(high, value)) : value);
    this.second = newest;
    this.newest = value;
  }
  read(nowMs: number): number {
    return this.behind.read(nowMs);
  }
  save(): FeedState {
    const kept = [this.second, this.newest].filter((value) => !Number.isNaN(value));
    return { last: null, samples: kept, sums: [], behind: this.behind.save() };
  }
  load(state: FeedState): void {
    this.newest = state.samples.at(-1) ?? Number.NaN;
    this.second = state.samples.at(-2) ?? Number.NaN;
    if (state.behind) this.behind.load(state.behind);
  }
}
