/**
 * One aggregate over one series, shared by all rules that ask for the same. `push` takes the accepted samples in time
 * order, `read` moves the window to now and gives the value or NaN when there is none.
 */
import type { RuleInput } from '../rules/rule.ts';
import { createAccumulator } from './accumulators.ts';
import { compactSamples, createSamples, SAMPLES_MAX, sampleCount } from './samples.ts';

export interface Feed {
  push(atMs: number, value: number): void;
  read(nowMs: number): number;
  /** Time of the newest accepted sample; NaN before the first. */
  lastAtMs(): number;
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
  return spec.aggregate === 'last' || spec.aggregate === 'age' ? createNewest(spec) : createWindow(spec);
}

function createNewest({ aggregate }: FeedSpec): Feed {
  let lastAtMs = Number.NaN;
  let last = Number.NaN;
  return {
    push: (atMs, value) => {
      lastAtMs = atMs;
      last = value;
    },
    read: aggregate === 'age' ? (nowMs) => (nowMs - lastAtMs) / MS_PER_S : () => last,
    lastAtMs: () => lastAtMs,
    save: () => ({ last: Number.isNaN(lastAtMs) ? null : [lastAtMs, last], samples: [], before: null, sums: [] }),
    load: (state) => {
      [lastAtMs, last] = state.last ?? [Number.NaN, Number.NaN];
    },
  };
}

function createWindow({ aggregate, windowMs, percentile, minSamples }: FeedSpec): Feed {
  let samples = createSamples();
  const accumulator = createAccumulator(aggregate, percentile);
  let last: readonly [number, number] | null = null;
  let before: readonly [number, number] | null = null;

  const dropHead = () => {
    accumulator.drop(samples);
    before = [samples.at[samples.head]!, samples.value[samples.head]!];
    samples.head += 1;
  };
  const advance = (nowMs: number) => {
    const fromMs = nowMs - windowMs;
    while (samples.head < samples.at.length && samples.at[samples.head]! <= fromMs) dropHead();
    const moved = compactSamples(samples);
    if (moved > 0) accumulator.shift(moved);
  };
  return {
    push: (atMs, value) => {
      last = [atMs, value];
      samples.at.push(atMs);
      samples.value.push(value);
      accumulator.add(samples);
      if (sampleCount(samples) > SAMPLES_MAX) dropHead();
    },
    read: (nowMs) => {
      advance(nowMs);
      if (aggregate === 'lag') {
        const ageMs = before ? nowMs - before[0] : Number.NaN;
        return before && ageMs >= windowMs && ageMs <= windowMs * (1 + LAG_TOLERANCE) ? before[1] : Number.NaN;
      }
      return sampleCount(samples) < minSamples ? Number.NaN : accumulator.read(samples);
    },
    lastAtMs: () => last?.[0] ?? Number.NaN,
    save: () => {
      const pairs: number[] = [];
      for (let i = samples.head; i < samples.at.length; i++) pairs.push(samples.at[i]!, samples.value[i]!);
      return { last, samples: pairs, before, sums: accumulator.save() };
    },
    load: (state) => {
      samples = createSamples();
      for (let i = 0; i < state.samples.length; i += 2) {
        samples.at.push(state.samples[i]!);
        samples.value.push(state.samples[i + 1]!);
      }
      last = state.last;
      before = state.before;
      accumulator.load(state.sums, samples);
    },
  };
}
