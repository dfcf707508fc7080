/** Builds what runs from the rules: bindings in the order (rule, asset), shared feeds, and the way from a reading to them. */
import { codeFromQuality } from '@chengyun/contracts';
import type { Rule, RuleInput } from '../rules/rule.ts';
import { type Binding, createBinding } from './binding.ts';
import { createFeed, type Feed } from './feed.ts';

export interface Series {
  readonly key: string;
  /** Place in the order (asset, metric). */
  order: number;
  /** Time of the newest reading of any quality; what is not newer comes late. */
  newestAtMs: number;
  readonly taps: Tap[];
}

/** A feed on a series, and who depends on it. */
export interface Tap {
  readonly key: string;
  readonly feed: Feed;
  /** Accepted quality verdicts, as bits. */
  readonly accept: number;
  readonly bindings: Binding[];
}

export interface Wiring {
  readonly bindings: readonly Binding[];
  readonly series: readonly Series[];
  readonly taps: ReadonlyMap<string, Tap>;
  readonly find: (asset: string, metric: string) => Series | undefined;
}

export function wireRules(rules: readonly Rule[]): Wiring {
  const bindings: Binding[] = [];
  const taps = new Map<string, Tap>();
  const byAsset = new Map<string, Map<string, Series>>();

  const seriesOf = (asset: string, metric: string): Series => {
    const metrics = byAsset.get(asset) ?? new Map<string, Series>();
    byAsset.set(asset, metrics);
    const series = metrics.get(metric) ?? { key: `${asset}|${metric}`, order: 0, newestAtMs: -1, taps: [] };
    metrics.set(metric, series);
    return series;
  };
  const tapOf = (rule: Rule, input: RuleInput, asset: string): Tap => {
    const accept = rule.accept.reduce((bits, quality) => bits | (1 << codeFromQuality(quality)), 0);
    const { metric, aggregate, windowMs, percentile, minSamples } = input;
    const key = [asset, metric, accept, aggregate, windowMs, percentile, minSamples].join('|');
    const tap = taps.get(key) ?? { key, feed: createFeed(input), accept, bindings: [] };
    if (!taps.has(key)) seriesOf(asset, metric).taps.push(tap);
    taps.set(key, tap);
    return tap;
  };

  const ordered = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const rule of ordered) {
    const watched = [...rule.watched].sort((a, b) => (a.asset.id < b.asset.id ? -1 : 1));
    for (const each of watched) {
      const tapsOf = rule.inputs.map((input, i) => each.sources[i]!.map((asset) => tapOf(rule, input, asset)));
      const binding = createBinding(bindings.length, rule, each, (i) => tapsOf[i]!.map((tap) => tap.feed));
      for (const tap of new Set(tapsOf.flat())) tap.bindings.push(binding);
      bindings.push(binding);
    }
  }

  const series = [...byAsset.values()].flatMap((metrics) => [...metrics.values()]);
  series.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const [order, each] of series.entries()) each.order = order;
  return { bindings, series, taps, find: (asset, metric) => byAsset.get(asset)?.get(metric) };
}
