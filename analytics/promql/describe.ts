/** What a person has to register before an imported rule can run: metrics and kinds of assets, in words. */
import type { LabelChoice, Matcher } from './expression.ts';
import type { Population } from './population.ts';
import type { Catalogue, CatalogueKind } from './scope.ts';

export type CataloguePopulationText = readonly string[];

export function describeCatalogue({ metrics, kinds }: Catalogue): CataloguePopulationText {
  return [
    ...metrics.map(
      ({ id, name, matchers }) => `metric ${id}: series ${name ?? ''}{${matchers.map(matcherText).join(', ')}}`,
    ),
    ...kinds.map((kind) => `kind ${kind.name}: ${populationText(kind.population)}${feedsText(kind)}`),
  ];
}

function matcherText({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

function choiceText({ keep, labels }: LabelChoice): string {
  if (labels.length > 0) return `${keep} ${labels.join(', ')}`;
  return keep === 'by' ? 'all together' : 'by all labels';
}

function populationText(population: Population): string {
  switch (population.of) {
    case 'series':
      return `one asset for each series of ${population.metric}`;
    case 'chosen':
      return `${populationText(population.from)}, grouped ${choiceText(population.choice)}`;
    case 'union':
      return population.parts.map(populationText).join('; and ');
    case 'fixed':
      return `one asset ${JSON.stringify(population.labels)}`;
  }
}

function feedsText({ feeds, bound, fixed }: CatalogueKind): string {
  const attributes = [...(bound === null ? [] : [bound]), ...fixed.keys()];
  const carried = attributes.length > 0 ? `; attributes ${attributes.join(', ')}` : '';
  if (feeds === null) return carried;
  const how = feeds.relation.of === 'becomes' ? 'grouped' : 'matched';
  return `; feeds ${feeds.kind}, ${how} ${choiceText(feeds.relation.choice)}${carried}`;
}
