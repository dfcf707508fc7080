/** Builds what runs from the rules: bindings in the order (asset, rule), shared feeds, and the way from a reading to them. */
import { codeFromQuality } from '@chengyun/contracts';
import type { Rule, RuleInput } from '../rules/rule.ts';
import { type Binding, type BindingTimes, createBinding, createBindingTimes } from './binding.ts';
import { compareText } from './compare-text.ts';
import { feedEach } from './each.ts';
import { createFeed, type Feed } from './feed.ts';
import type { ForecastBook } from './forecast-book.ts';
import { createProgram, type RuleProgram } from './program.ts';
import { Companion, Related } from './related-feed.ts';
import { wireDerived } from './wire-derived.ts';

export interface Series {
  readonly asset: string;
  readonly metric: string;
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
  /** Indexes of the bindings that read it. */
  readonly readers: number[];
  /** It takes the verdict on each reading in place of its value. */
  readonly ofQuality: boolean;
  /** A bad reading reaches it as no value. */
  readonly endsOnBad: boolean;
}

export interface Wiring {
  readonly bindings: readonly Binding[];
  readonly times: BindingTimes;
  readonly series: readonly Series[];
  readonly taps: ReadonlyMap<string, Tap>;
  readonly find: (asset: string, metric: string) => Series | undefined;
  /** Bindings that read the forecast of a series. */
  readonly forecastReaders: ReadonlyMap<string, readonly Binding[]>;
}

/** As bits, like `accept` of a rule. */
const ALL_QUALITIES = 0b111;

/** Throws when rules read each other in a circle, which loading refuses. */
export function wireRules(rules: readonly Rule[], book: ForecastBook): Wiring {
  const bindings: Binding[] = [];
  const programs = new Map<Rule, RuleProgram>();
  const taps = new Map<string, Tap>();
  const byAsset = new Map<string, Map<string, Series>>();

  const seriesOf = (asset: string, metric: string): Series => {
    const metrics = byAsset.get(asset) ?? new Map<string, Series>();
    byAsset.set(asset, metrics);
    const series = metrics.get(metric) ?? { asset, metric, order: 0, newestAtMs: -1, taps: [] };
    metrics.set(metric, series);
    return series;
  };
  const tapOf = (rule: Rule, input: RuleInput, asset: string): Tap => {
    const ofQuality = input.aggregate === 'quality';
    const { endsOnBad = false } = input;
    const accept =
      ofQuality || endsOnBad
        ? ALL_QUALITIES
        : rule.accept.reduce((bits, quality) => bits | (1 << codeFromQuality(quality)), 0);
    const { metric, aggregate, windowMs, delayMs, despike, percentile, minSamples } = input;
    const own = [asset, metric, accept, aggregate, windowMs, delayMs, despike, percentile, minSamples].join('|');
    const key =
      own +
      (input.extrapolate ? '|extrapolated' : '') +
      (endsOnBad ? '|ends' : '') +
      (input.aheadMs ? `|${input.aheadMs}` : '') +
      (input.beside ? `|with ${input.beside.join(',')}` : '');
    const tap = taps.get(key) ?? { key, feed: createFeed(input), accept, readers: [], ofQuality, endsOnBad };
    if (taps.has(key)) return tap;
    seriesOf(asset, metric).taps.push(tap);
    taps.set(key, tap);
    if (!(tap.feed instanceof Related)) return tap;
    for (const [place, companion] of (input.beside ?? []).entries()) {
      const feed = new Companion(tap.feed, place);
      const ear: Tap = { key: `${key}|${place}`, feed, accept, readers: [], ofQuality: false, endsOnBad: false };
      seriesOf(asset, companion).taps.push(ear);
      taps.set(ear.key, ear);
    }
    return tap;
  };

  // Asset by asset, so that what one message touches lies together in memory.
  const pairs = rules.flatMap((rule) => rule.watched.map((watched) => ({ rule, watched, asset: watched.asset.id })));
  pairs.sort((a, b) => compareText(a.asset, b.asset) || compareText(a.rule.id, b.rule.id));
  for (const { rule, watched } of pairs) {
    const tapsOf = rule.inputs.map((input, i) => watched.sources[i]!.map((asset) => tapOf(rule, input, asset)));
    const feeds = tapsOf.map((own) => own.map((tap) => tap.feed));
    const program = programs.get(rule) ?? createProgram(rule);
    programs.set(rule, program);
    const read = new Set(tapsOf.flat());
    const others = feedEach(rule.derived, watched.each, (input, asset) => {
      const tap = tapOf(rule, input, asset);
      read.add(tap);
      return tap.feed;
    });
    const binding = createBinding(bindings.length, rule, watched, feeds, others, program);
    for (const tap of read) tap.readers.push(binding.index);
    bindings.push(binding);
  }

  const forecastReaders = wireDerived(bindings, book);

  const series = [...byAsset.values()].flatMap((metrics) => [...metrics.values()]);
  series.sort((a, b) => compareText(a.asset, b.asset) || compareText(a.metric, b.metric));
  for (const [order, each] of series.entries()) each.order = order;
  return {
    bindings,
    times: createBindingTimes(bindings.length),
    series,
    taps,
    find: (asset, metric) => byAsset.get(asset)?.get(metric),
    forecastReaders,
  };
}
