/**
 * A translated alert over series of Prometheus, on the real engine: every label set becomes an asset, every sample a
 * reading of each asset that has its label set, the end of a series a reading of bad quality.
 */
import type { AlarmRecord, Explanation, ObservationsRecord } from '@chengyun/contracts';
import { isStandingState } from '@chengyun/contracts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { compileRule } from '../rules/compile-rule.ts';
import { assetsOf, type LabelledAsset, metricsOf } from './data-standard.ts';
import type { RuleDraft } from './draft.ts';
import { type Labels, labelsKey } from './population.ts';
import type { CatalogueMetric } from './scope.ts';
import type { NotedSample } from './series-notation.ts';

export interface PromSeries {
  /** The name is among them as `__name__`. */
  readonly labels: Labels;
  readonly intervalMs: number;
  readonly samples: readonly NotedSample[];
}

export interface DraftRun {
  /** Goes on to this time; readings up to it are in. */
  advance(toMs: number): void;
  /** Label sets for which the alert fires. */
  firing(): readonly Labels[];
  /** Of every label set that the rule watches, as of the last advance. */
  states(): readonly { readonly labels: Labels; readonly explanation: Explanation }[];
  alarms(): readonly AlarmRecord[];
}

const TIMELINE = 'exercise:prometheus';

/** Throws RuleError when the draft does not compile for these series. */
export function runDraft(draft: RuleDraft, domain: string, series: readonly PromSeries[]): DraftRun {
  const { catalogue } = draft.translation;
  const ofMetric = new Map(
    catalogue.metrics.map((metric) => [metric.id, series.filter((each) => selects(metric, each.labels))]),
  );
  const seriesOf = (id: string): readonly PromSeries[] => ofMetric.get(id) ?? [];
  const labelled = assetsOf(catalogue, domain, (id) =>
    seriesOf(id).map((each) => ownLabels(catalogue.metrics, id, each.labels)),
  );
  const watched = labelled.filter(({ asset }) => asset.kind === draft.translation.kind);
  const engine = engineFor(draft, domain, labelled);
  const readings =
    engine === null ? [] : catalogue.metrics.flatMap(({ id }) => seriesOf(id).flatMap((each) => readingsOf(id, each)));
  readings.sort((a, b) => a.at - b.at);
  const byLabels = Map.groupBy(labelled, ({ labels }) => labelsKey(labels));
  let next = 0;
  let n = 0;

  function readingsOf(metric: string, { labels, samples, intervalMs }: PromSeries) {
    const key = labelsKey(ownLabels(catalogue.metrics, metric, labels));
    return samples.flatMap((sample, i) => (sample === null ? [] : [{ metric, key, at: i * intervalMs, sample }]));
  }
  const recordOf = ({ metric, key, at, sample }: (typeof readings)[number], seq: number): ObservationsRecord => {
    const items = (byLabels.get(key) ?? []).map(({ asset }) => ({
      ...{ asset: asset.id, metric, at },
      ...(sample === 'stale' ? { value: 0, quality: 'bad' as const } : { value: sample }),
    }));
    return {
      ...{ k: 'obs', tl: TIMELINE, device: 'made', epoch: '1-0000000000000000', seq },
      ...{ sentAt: at, rxAt: at, items },
    };
  };
  return {
    advance: (toMs) => {
      for (; next < readings.length && readings[next]!.at <= toMs; next++)
        engine?.push(recordOf(readings[next]!, next + 1));
      n += 1;
      engine?.tick({ k: 'tick', tl: TIMELINE, n, at: toMs, facts: 0 });
    },
    alarms: () => engine?.activeAlarms() ?? [],
    firing: () => {
      const standing = (engine?.activeAlarms() ?? []).filter(({ state }) => isStandingState(state));
      return watched
        .filter(({ asset }) => standing.some((alarm) => alarm.asset === asset.id))
        .map(({ labels }) => labels);
    },
    states: () =>
      watched.flatMap(({ asset, labels }) => {
        const explanation = engine?.explain(draft.id, asset.id);
        return explanation ? [{ labels, explanation }] : [];
      }),
  };
}

/** null where no label set is there to watch: nothing can fire. */
function engineFor(draft: RuleDraft, domain: string, labelled: readonly LabelledAsset[]): Engine | null {
  const { catalogue, kind } = draft.translation;
  if (!labelled.some(({ asset }) => asset.kind === kind)) return null;
  // A kind without assets is unknown to the loader; one that feeds nothing stands in.
  const missing = catalogue.kinds.filter(({ name }) => !labelled.some(({ asset }) => asset.kind === name));
  const idle = missing.map(({ name }) => ({ ...labelled[0]!.asset, id: `${name}.none`, kind: name, links: [] }));
  const assets = [...labelled.map(({ asset }) => asset), ...idle];
  const rule = compileRule(`${draft.id}.yaml`, draft.text, { domain, metrics: metricsOf(catalogue, domain), assets });
  return createEngine({ timeline: TIMELINE, rules: [rule] });
}

function ownLabels(metrics: readonly CatalogueMetric[], id: string, labels: Labels): Labels {
  const { __name__: _, ...rest } = labels;
  return metrics.some((metric) => metric.id === id && metric.name === null) ? labels : rest;
}

function selects({ name, matchers }: CatalogueMetric, labels: Labels): boolean {
  if (name !== null && labels.__name__ !== name) return false;
  return matchers.every(({ label, op, value }) => {
    const own = labels[label] ?? '';
    if (op === '=') return own === value;
    if (op === '!=') return own !== value;
    // JavaScript has no flag for a part of a pattern: (?i) is taken for all of it.
    const flags = value.includes('(?i)') ? 'si' : 's';
    return new RegExp(`^(?:${value.replaceAll('(?i)', '')})$`, flags).test(own) === (op === '=~');
  });
}
