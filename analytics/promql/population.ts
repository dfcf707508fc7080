/** Which label sets an expression may have: what becomes the assets of a translated rule. */
import type { LabelChoice } from './expression.ts';

export type Labels = Readonly<Record<string, string>>;

export type Population =
  /** Of the series of one metric. */
  | { readonly of: 'series'; readonly metric: string }
  | { readonly of: 'chosen'; readonly choice: LabelChoice; readonly from: Population }
  | { readonly of: 'union'; readonly parts: readonly Population[] }
  | { readonly of: 'fixed'; readonly labels: Labels };

/** When an asset of a kind feeds one of the kind that reads it. */
export type Relation =
  /** What the choice leaves of its labels is the label set of the reader. */
  | { readonly of: 'becomes'; readonly choice: LabelChoice }
  /** What the choice leaves of both label sets is equal. */
  | { readonly of: 'agrees'; readonly choice: LabelChoice };

export function chooseLabels(labels: Labels, { keep, labels: named }: LabelChoice): Labels {
  const isKept = (name: string) => named.includes(name) === (keep === 'by') && (keep === 'by' || name !== '__name__');
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => isKept(name) && value !== ''));
}

/** The same text for the same label set. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function isRelated(relation: Relation, source: Labels, reader: Labels): boolean {
  const chosen = chooseLabels(source, relation.choice);
  return labelsKey(chosen) === labelsKey(relation.of === 'becomes' ? reader : chooseLabels(reader, relation.choice));
}

/** The label sets themselves, each once, from those of the series of each metric. */
export function labelSetsOf(
  population: Population,
  seriesOf: (metric: string) => readonly Labels[],
): readonly Labels[] {
  const sets = (): readonly Labels[] => {
    switch (population.of) {
      case 'series':
        return seriesOf(population.metric);
      case 'chosen':
        return labelSetsOf(population.from, seriesOf).map((labels) => chooseLabels(labels, population.choice));
      case 'union':
        return population.parts.flatMap((part) => labelSetsOf(part, seriesOf));
      case 'fixed':
        return [population.labels];
    }
  };
  return [...new Map(sets().map((labels) => [labelsKey(labels), labels])).values()];
}
