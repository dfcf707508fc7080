/** One rule on one asset, running: its feeds, the latches of its levels and the alarms that it has out. */
import type { AlarmRecord } from '@chengyun/contracts';
import type { CelContext } from '../rules/cel.ts';
import type { Rule, RuleInput, WatchedAsset } from '../rules/rule.ts';
import { combine } from './combine.ts';
import type { Derived } from './derived.ts';
import type { Feed } from './feed.ts';
import type { Latch } from './latch.ts';

/** Holds the newest record of an alarm that is out of `normal`, else null. */
export interface AlarmSlot {
  record: AlarmRecord | null;
  /** When it last said something new of its own; updates keep a distance from it. */
  spokeAtMs: number;
}

export interface Binding {
  /** Place in the order (asset, rule): the order in which decisions of one moment are written. */
  readonly index: number;
  readonly key: string;
  readonly rule: Rule;
  readonly watched: WatchedAsset;
  /** Per input of the rule, nearest first. */
  readonly feeds: readonly (readonly Feed[])[];
  /** Beside the derived inputs of the rule; the wiring fills it once all bindings are there. */
  derived: readonly Derived[];
  /** Bindings that read this one's state, and how deep it stands in that order itself. */
  dependents: readonly Binding[];
  depth: number;
  readonly context: CelContext;
  /** One per level; null while all are off and none wishes to change, which is nearly always. */
  latches: readonly Latch[] | null;
  /** null until it first has something to say. */
  alarm: AlarmSlot | null;
  silence: AlarmSlot | null;
  /** It has had a timely value; only then can its silence mean something. */
  isHeard: boolean;
  /** It waits to be evaluated after those that it reads. */
  isQueued: boolean;
  /** Group of observations in which it was last touched, so that it is evaluated once per moment. */
  touched: number;
}

/** Times of all bindings by index, side by side in memory because every reading touches them. */
export interface BindingTimes {
  /** When it wants to be looked at without new data; Infinity for never. */
  readonly wakeAtMs: Float64Array;
  /** When the wake queue will look at it; never later than `wakeAtMs`. */
  readonly queuedMs: Float64Array;
  /** Largest device send time (wall ms) among the observations that reached it. */
  readonly observedAt: Float64Array;
}

export function createBindingTimes(count: number): BindingTimes {
  const never = () => new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  return { wakeAtMs: never(), queuedMs: never(), observedAt: new Float64Array(count) };
}

export function createBinding(
  index: number,
  rule: Rule,
  watched: WatchedAsset,
  feeds: readonly (readonly Feed[])[],
): Binding {
  return {
    index,
    key: `${rule.id}|${watched.asset.id}`,
    rule,
    watched,
    feeds,
    derived: [],
    dependents: [],
    depth: 0,
    context: { asset: watched.attributes },
    latches: null,
    alarm: null,
    silence: null,
    isHeard: false,
    isQueued: false,
    touched: -1,
  };
}

/** Fills the context of the expressions. False when some input has no value: then nothing can be said. */
export function readInputs(binding: Binding, nowMs: number): boolean {
  const { context, feeds } = binding;
  const { inputs, lets } = binding.rule;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    const value = inputValue(input, feeds[i]!, nowMs);
    if (Number.isNaN(value)) return false;
    context[input.name] = value;
  }
  for (let i = 0; i < binding.derived.length; i++) {
    const input = binding.derived[i]!;
    const value = input.read(nowMs, context);
    if (Number.isNaN(value)) return false;
    context[input.name] = value;
  }
  for (let i = 0; i < lets.length; i++) {
    const value = lets[i]!.expression.evaluate(context);
    if (typeof value !== 'number' || Number.isNaN(value)) return false;
    context[lets[i]!.name] = value;
  }
  return true;
}

/** NaN when there is none. */
export function inputValue(input: RuleInput, feeds: readonly Feed[], nowMs: number): number {
  const value = input.from === null ? readFresh(feeds[0]!, input.maxAgeMs, nowMs) : combineFeeds(input, feeds, nowMs);
  return Number.isNaN(value) && input.fallback !== null ? input.fallback : value;
}

function readFresh(feed: Feed, maxAgeMs: number, nowMs: number): number {
  return nowMs - feed.lastAtMs > maxAgeMs ? Number.NaN : feed.read(nowMs);
}

function combineFeeds({ from, maxAgeMs }: RuleInput, feeds: readonly Feed[], nowMs: number): number {
  return from ? combine(from, feeds.length, (i) => readFresh(feeds[i]!, maxAgeMs, nowMs)) : Number.NaN;
}

/** Time of the newest sample behind the rule's value; NaN before the first. */
export function primaryAtMs(binding: Binding): number {
  let newest = Number.NaN;
  for (const feed of binding.feeds[binding.rule.primaryIndex]!) {
    if (Number.isNaN(newest) || feed.lastAtMs > newest) newest = feed.lastAtMs;
  }
  return newest;
}
