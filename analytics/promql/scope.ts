/**
 * Where a piece of an expression stands while it is translated: the inputs that it may name, and the kind of asset whose
 * label set it speaks about. The catalogue behind all scopes of one rule knows its metrics and kinds. Every relation has
 * a kind of its own on the reading side's upstream, so that one link always means one matching of labels.
 */
import type { SelectorExpression } from './expression.ts';
import { type Labels, labelsKey, type Population, type Relation } from './population.ts';

export interface CatalogueMetric {
  readonly id: string;
  readonly name: string | null;
  readonly matchers: SelectorExpression['matchers'];
}

export interface CatalogueKind {
  readonly name: string;
  readonly population: Population;
  /** The kind that its assets feed, and which of them; null for the kind that the rule watches. */
  readonly feeds: { readonly kind: string; readonly relation: Relation } | null;
  /** Label whose number its assets carry as an attribute. */
  readonly bound: string | null;
  /** Attributes that are 1 where the asset's label set is this one, else 0. */
  readonly fixed: Map<string, Labels>;
}

export interface Catalogue {
  readonly metrics: CatalogueMetric[];
  readonly kinds: CatalogueKind[];
}

export type InputDraft = Readonly<Record<string, unknown>>;

export interface Scope {
  readonly kind: CatalogueKind;
  readonly inputs: Record<string, InputDraft>;
}

const NAME_CHARS_MAX = 28;

/** `node_cpu_seconds_total` as part of an id. */
export function slug(text: string): string {
  const plain = text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '');
  return (plain || 'series').slice(0, 60).replace(/-+$/, '');
}

function unused(wanted: string, taken: (name: string) => boolean): string {
  let name = wanted;
  for (let n = 2; taken(name); n++) name = `${wanted}${/-/.test(wanted) ? '-' : ''}${n}`;
  return name;
}

/** The metric of a selector; the same selector gives the same metric. */
export function metricFor(catalogue: Catalogue, domain: string, { name, matchers }: SelectorExpression): string {
  const same = (other: CatalogueMetric) =>
    other.name === name && JSON.stringify(other.matchers) === JSON.stringify(matchers);
  const known = catalogue.metrics.find(same);
  if (known) return known.id;
  const base = `${domain}.${slug(name ?? matchers.map(({ value }) => value).join(' '))}`;
  const id = unused(base, (wanted) => catalogue.metrics.some((other) => other.id === wanted));
  catalogue.metrics.push({ id, name, matchers });
  return id;
}

/** A kind for what a scope reads from others; the same reading gives the same kind. */
export function kindFor(
  catalogue: Catalogue,
  reader: CatalogueKind,
  hint: string,
  read: { readonly population: Population; readonly relation: Relation; readonly bound?: string },
): CatalogueKind {
  const { population, relation, bound = null } = read;
  const feeds = { kind: reader.name, relation };
  const key = JSON.stringify([population, feeds, bound]);
  const known = catalogue.kinds.find((kind) => JSON.stringify([kind.population, kind.feeds, kind.bound]) === key);
  if (known) return known;
  const base = slug(hint).slice(0, 40).replace(/-+$/, '');
  const name = unused(base, (wanted) => catalogue.kinds.some((kind) => kind.name === wanted));
  const kind: CatalogueKind = { name, population, feeds, bound, fixed: new Map() };
  catalogue.kinds.push(kind);
  return kind;
}

/** Adds an input, or finds the one that is the same, and returns its name. */
export function addInput(scope: Scope, hint: string, draft: InputDraft): string {
  const text = JSON.stringify(draft);
  const known = Object.entries(scope.inputs).find(([, other]) => JSON.stringify(other) === text);
  if (known) return known[0];
  const camel = slug(hint).replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const base = camel.slice(0, NAME_CHARS_MAX).replace(/^[^a-z]+/i, '') || 'value';
  const plain = base[0]!.toLowerCase() + base.slice(1);
  const name = unused(RESERVED.has(plain) ? `${plain}Value` : plain, (wanted) => wanted in scope.inputs);
  scope.inputs[name] = draft;
  return name;
}

/** Words that CEL or a rule keeps for itself. */
const RESERVED = new Set([
  ...['asset', 'in', 'true', 'false', 'null', 'has', 'min', 'max', 'abs', 'floor', 'ceil', 'as', 'break', 'const'],
  ...['continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var'],
  ...[
    'void',
    'while',
    'value',
    'threshold',
    'held',
    'given',
    'size',
    'int',
    'uint',
    'double',
    'bool',
    'string',
    'bytes',
  ],
  ...['list', 'map', 'type', 'duration', 'timestamp', 'all', 'exists', 'filter', 'matches', 'contains', 'dyn'],
]);

/** CEL: that the label set of the scope is this one. */
export function isFixed({ kind: { population, fixed } }: Scope, labels: Labels): string {
  if (population.of === 'fixed' && labelsKey(population.labels) === labelsKey(labels)) return 'true';
  const known = [...fixed].find(([, other]) => labelsKey(other) === labelsKey(labels))?.[0];
  const attribute = known ?? `isAlone${fixed.size + 1}`;
  fixed.set(attribute, labels);
  return `asset.${attribute} == 1.0`;
}
