/** One rule on one asset, running: its feeds, the latches of its levels and the alarms that it has out. */
import type { AlarmRecord } from '@chengyun/contracts';
import type { CelContext } from '../rules/cel.ts';
import type { Combine, Rule, WatchedAsset } from '../rules/rule.ts';
import type { Feed } from './feed.ts';
import { createLatch, type Latch } from './latch.ts';

export interface BoundInput {
  readonly name: string;
  readonly feeds: readonly Feed[];
  readonly combine: Combine;
  readonly maxAgeMs: number;
  readonly fallback: number | null;
}

/** Holds the newest record of an alarm that is out of `normal`, else null. */
export interface AlarmSlot {
  record: AlarmRecord | null;
  /** When it last said something new of its own; updates keep a distance from it. */
  spokeAtMs: number;
}

export interface Binding {
  /** Place in the order (rule, asset): the order in which decisions of one moment are written. */
  readonly index: number;
  readonly key: string;
  readonly rule: Rule;
  readonly watched: WatchedAsset;
  readonly inputs: readonly BoundInput[];
  readonly primary: BoundInput;
  readonly hasAge: boolean;
  readonly latches: readonly Latch[];
  readonly context: CelContext;
  readonly alarm: AlarmSlot;
  readonly silence: AlarmSlot;
  /** When it wants to be looked at without new data; Infinity for never. */
  wakeAtMs: number;
  /** Largest device send time (wall ms) among the observations that reached it. */
  observedAt: number;
  /** It has had a timely value; only then can its silence mean something. */
  isHeard: boolean;
  /** Group of observations in which it was last touched, so that it is evaluated once per moment. */
  touched: number;
}

export function createBinding(
  index: number,
  rule: Rule,
  watched: WatchedAsset,
  feedsOf: (input: number) => readonly Feed[],
): Binding {
  const inputs = rule.inputs.map((input, i) => ({
    name: input.name,
    feeds: feedsOf(i),
    combine: input.from?.combine ?? 'nearest',
    maxAgeMs: input.maxAgeMs,
    fallback: input.fallback,
  }));
  return {
    index,
    key: `${rule.id}|${watched.asset.id}`,
    rule,
    watched,
    inputs,
    primary: inputs[rule.inputs.indexOf(rule.primary)]!,
    hasAge: rule.inputs.some((input) => input.aggregate === 'age'),
    latches: watched.levels.map(createLatch),
    context: { asset: watched.attributes },
    alarm: { record: null, spokeAtMs: 0 },
    silence: { record: null, spokeAtMs: 0 },
    wakeAtMs: Number.POSITIVE_INFINITY,
    observedAt: 0,
    isHeard: false,
    touched: -1,
  };
}

/** Fills the context of the expressions. False when some input has no value: then nothing can be said. */
export function readInputs(binding: Binding, nowMs: number): boolean {
  const { context } = binding;
  for (const input of binding.inputs) {
    const value = readInput(input, nowMs);
    if (Number.isNaN(value)) return false;
    context[input.name] = value;
  }
  for (const { name, expression } of binding.rule.lets) {
    const value = expression.evaluate(context);
    if (typeof value !== 'number' || Number.isNaN(value)) return false;
    context[name] = value;
  }
  return true;
}

function readInput(input: BoundInput, nowMs: number): number {
  const { feeds } = input;
  const value = feeds.length === 1 ? readFresh(feeds[0]!, input.maxAgeMs, nowMs) : combineFeeds(input, nowMs);
  return Number.isNaN(value) && input.fallback !== null ? input.fallback : value;
}

function readFresh(feed: Feed, maxAgeMs: number, nowMs: number): number {
  return nowMs - feed.lastAtMs > maxAgeMs ? Number.NaN : feed.read(nowMs);
}

function combineFeeds({ feeds, combine, maxAgeMs }: BoundInput, nowMs: number): number {
  let result = Number.NaN;
  let known = 0;
  for (const feed of feeds) {
    const value = readFresh(feed, maxAgeMs, nowMs);
    if (Number.isNaN(value)) continue;
    known += 1;
    if (known === 1) result = value;
    else if (combine === 'max') result = Math.max(result, value);
    else if (combine === 'min') result = Math.min(result, value);
    else if (combine === 'avg') result += value;
    if (combine === 'nearest') return result;
  }
  return combine === 'avg' && known > 0 ? result / known : result;
}

/** Time of the newest sample behind the rule's value; NaN before the first. */
export function primaryAtMs(binding: Binding): number {
  let newest = Number.NaN;
  for (const feed of binding.primary.feeds) {
    const atMs = feed.lastAtMs;
    if (Number.isNaN(newest) || atMs > newest) newest = atMs;
  }
  return newest;
}
