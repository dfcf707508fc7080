/** Metrics and assets of a translated rule: for label sets that are known, or one asset of each kind as a sample. */
import type { Asset, MetricStandard } from '@chengyun/contracts';
import { isRelated, type Labels, labelSetsOf } from './population.ts';
import type { Catalogue, CatalogueKind } from './scope.ts';

export interface LabelledAsset {
  readonly asset: Asset;
  readonly labels: Labels;
}

const DAY_MS = 86_400_000;
const LARGEST = Number.MAX_VALUE;

export function metricsOf(catalogue: Catalogue, domain: string): ReadonlyMap<string, MetricStandard> {
  const ids = catalogue.metrics.length > 0 ? catalogue.metrics.map(({ id }) => id) : [`${domain}.nothing`];
  return new Map(
    ids.map((id) => [
      id,
      { id, name: { zh: id, en: id }, unit: '1', range: [-LARGEST, LARGEST], periodMs: DAY_MS, digits: 2 },
    ]),
  );
}

/** An asset for every label set of every kind, fed by those that the kind says. */
export function assetsOf(
  catalogue: Catalogue,
  domain: string,
  seriesOf: (metric: string) => readonly Labels[],
): readonly LabelledAsset[] {
  const sets = new Map(catalogue.kinds.map((kind) => [kind.name, labelSetsOf(kind.population, seriesOf)]));
  return catalogue.kinds.flatMap((kind) =>
    (sets.get(kind.name) ?? []).map((labels, i) => {
      const readers = kind.feeds ? (sets.get(kind.feeds.kind) ?? []) : [];
      const fed = readers.flatMap((reader, j) =>
        kind.feeds && isRelated(kind.feeds.relation, labels, reader) ? [j] : [],
      );
      return {
        labels,
        asset: assetOf(
          kind,
          i,
          domain,
          labels,
          fed.map((j) => idOf(kind.feeds!.kind, j)),
        ),
      };
    }),
  );
}

/** One of each kind, each feeding the one that reads it: enough to compile a rule. */
export function sampleAssets({ kinds }: Catalogue, domain: string): readonly Asset[] {
  return kinds.map((kind) => assetOf(kind, 0, domain, {}, kind.feeds ? [idOf(kind.feeds.kind, 0)] : []));
}

function idOf(kind: string, index: number): string {
  return `${kind}.${index}`;
}

function assetOf(kind: CatalogueKind, index: number, domain: string, labels: Labels, feeds: readonly string[]): Asset {
  const words = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const name = words.length > 0 ? words.join(', ') : kind.name;
  const attributes: Record<string, number> = {};
  for (const [attribute, fixed] of kind.fixed) attributes[attribute] = isRelated(SAME, labels, fixed) ? 1 : 0;
  const bound = kind.bound === null ? Number.NaN : Number(labels[kind.bound]);
  if (kind.bound !== null && Number.isFinite(bound)) attributes[kind.bound] = bound;
  return {
    ...{ id: idOf(kind.name, index), domain, kind: kind.name, name: { zh: name, en: name } },
    ...{ lonDeg: 0, latDeg: 0, district: 'none', attributes },
    links: feeds.map((to) => ({ rel: 'feeds', to })),
  };
}

const SAME = { of: 'agrees', choice: { keep: 'without', labels: [] } } as const;
