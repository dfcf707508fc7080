/** One rule on one asset, running: its feeds, the latches of its levels and the alarms that it has out. */
import type { AlarmRecord } from '@chengyun/contracts';
import type { Rule, RuleInput, WatchedAsset } from '../rules/rule.ts';
import { combine } from './combine.ts';
import type { Derived } from './derived.ts';
import type { EachFeeds } from './each.ts';
import type { Feed } from './feed.ts';
import type { Latch } from './latch.ts';
import type { LevelProgram, RuleProgram } from './program.ts';

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
  /** Per input its only feed, where that is read as it is: no neighbours, no age limit, no default. Nearly all are. */
  readonly own: readonly (Feed | null)[];
  /** Beside the derived inputs of the rule: other assets with their feeds, for an `each`. */
  readonly others: readonly (readonly EachFeeds[])[];
  /** Beside the derived inputs of the rule; the wiring fills it once all bindings are there. */
  derived: readonly Derived[];
  /** Bindings that read this one's state, and how deep it stands in that order itself. */
  dependents: readonly Binding[];
  depth: number;
  readonly program: RuleProgram;
  readonly levels: LevelProgram;
  /** As the program wants them. */
  readonly attributes: Float64Array;
  /** One per level; null while all are off and none wishes to change, which is nearly always. */
  latches: readonly Latch[] | null;
  /** null until it first has something to say. */
  alarm: AlarmSlot | null;
  silence: AlarmSlot | null;
  /** It has had a timely value; only then can its silence mean something. */
  isHeard: boolean;
  readonly isWide: boolean;
  /** It waits to be evaluated after those that it reads. */
  isQueued: boolean;
}

/**
 * Times of all bindings: CELLS numbers for each, side by side because every reading touches them.
 * OBSERVED: largest device send time (wall ms) among the observations that reached it. WAKE: when it wants to be looked
 * at without new data; Infinity for never. QUEUED: when the wake queue will look at it; never later than WAKE. TOUCHED:
 * the group of observations in which it was last touched, so that it is evaluated once per moment.
 */
export type BindingTimes = Float64Array;
export const CELLS = 4;
export const OBSERVED = 0;
export const WAKE = 1;
export const QUEUED = 2;
export const TOUCHED = 3;

export function createBindingTimes(count: number): BindingTimes {
  const never = Number.POSITIVE_INFINITY;
  const times = new Float64Array(count * CELLS);
  for (let i = 0; i < count; i++) times.set([0, never, never, -1], i * CELLS);
  return times;
}

export function createBinding(
  index: number,
  rule: Rule,
  watched: WatchedAsset,
  feeds: readonly (readonly Feed[])[],
  others: readonly (readonly EachFeeds[])[],
  program: RuleProgram,
): Binding {
  return {
    index,
    key: `${rule.id}|${watched.asset.id}`,
    rule,
    watched,
    feeds,
    own: rule.inputs.map((input, i) => (isPlain(input) ? feeds[i]![0]! : null)),
    others,
    derived: [],
    dependents: [],
    depth: 0,
    program,
    levels: program.levelsFor(watched.levels),
    attributes: program.attributesOf(watched),
    latches: null,
    alarm: null,
    silence: null,
    isHeard: false,
    isWide: rule.isWide,
    isQueued: false,
  };
}

/** Fills the slots of the program. False when some input has no value: then nothing can be said. */
export function readInputs(binding: Binding, nowMs: number): boolean {
  const { feeds, derived, program, attributes } = binding;
  const { slots, lets } = program;
  const { inputs } = binding.rule;
  const { own } = binding;
  let place = 0;
  for (let i = 0; i < inputs.length; i++) {
    const feed = own[i];
    const value = feed ? feed.read(nowMs) : inputValue(inputs[i]!, feeds[i]!, nowMs);
    if (Number.isNaN(value)) return false;
    slots[place++] = value;
  }
  for (let i = 0; i < derived.length; i++) {
    const value = derived[i]!.read(nowMs, slots, attributes);
    if (Number.isNaN(value)) return false;
    slots[place++] = value;
  }
  for (let i = 0; i < lets.length; i++) {
    const value = lets[i]!(slots, attributes);
    if (typeof value !== 'number' || Number.isNaN(value)) return false;
    slots[place++] = value;
  }
  return true;
}

/** NaN when there is none. */
export function inputValue(input: RuleInput, feeds: readonly Feed[], nowMs: number): number {
  const value = input.from === null ? readFresh(feeds[0]!, input.maxAgeMs, nowMs) : combineFeeds(input, feeds, nowMs);
  return Number.isNaN(value) && input.fallback !== null ? input.fallback : value;
}

function readFresh(feed: Feed, maxAgeMs: number, nowMs: number): number {
  // First read: a delayed feed moves on only then.
  const value = feed.read(nowMs);
  return nowMs - feed.lastAtMs > maxAgeMs ? Number.NaN : value;
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

function isPlain({ from, fallback, maxAgeMs }: RuleInput): boolean {
  return from === null && fallback === null && maxAgeMs === Number.POSITIVE_INFINITY;
}
