/**
 * A translated rule as the YAML of a draft. What Prometheus does not know is not made up: cause, consequence, action,
 * time to respond and every Chinese text say that they are still to be written.
 */
import type { Level } from '@chengyun/contracts';
import { stringify } from 'yaml';
import type { CataloguePopulationText } from './describe.ts';
import { describeCatalogue } from './describe.ts';
import { durationWords } from './leaf.ts';
import { slug } from './scope.ts';
import type { Translation } from './translate.ts';

/** One alert as its author wrote it. */
export interface AlertText {
  readonly name: string;
  readonly expr: string;
  readonly forMs: number;
  readonly keepFiringMs: number;
  readonly severity: string;
  readonly summary: string;
}

export interface RuleDraft {
  readonly id: string;
  readonly text: string;
  readonly translation: Translation;
}

const TO_WRITE = { zh: '待编写', en: 'TO BE WRITTEN' } as const;
const LEVEL_OF: Readonly<Record<string, Level>> = {
  ...{ critical: 'red', page: 'red', emergency: 'red', error: 'orange', major: 'orange', high: 'orange' },
  ...{ warning: 'yellow', warn: 'yellow', minor: 'yellow', info: 'blue', none: 'blue', low: 'blue' },
};
const CHARS_MAX = 500;

/** `{{ $value }}` and `{{ $labels.x }}` as this language has them; anything else of a template becomes an ellipsis. */
function templateOf(text: string): string {
  return text
    .replace(/\{\{[^}]*\$value[^}]*\}\}/g, '{value:2}')
    .replace(/\{\{\s*\$labels[^}]*\}\}/g, '{asset}')
    .replace(/\{\{[^}]*\}\}/g, '…')
    .trim();
}

export function draftOf(alert: AlertText, translation: Translation, domain: string): RuleDraft {
  const { formula, inputs, kind, catalogue } = translation;
  const id = `${domain}.${slug(alert.name)}`;
  const first = Object.entries(inputs).find(([, input]) => 'metric' in input);
  const metric = catalogue.metrics[0]?.id ?? `${domain}.nothing`;
  // Looked at again as time goes by, and from the first tick on, although nothing is read: as Prometheus does.
  const seen = { metric, aggregate: 'age', default: 0 };
  const isNamed = formula.value in inputs;
  const isWritten = formula.value.length + formula.present.length + 10 <= CHARS_MAX && !isNamed;
  const given = formula.present === 'true' ? formula.value : `${formula.present} ? ${formula.value} : 0.0`;
  const title = templateOf(alert.summary) || alert.name;
  const rule = {
    id,
    version: 1,
    name: { zh: `${alert.name}（${TO_WRITE.zh}）`, en: alert.name },
    for: { kind },
    inputs: { ...inputs, seen },
    ...(isWritten && { let: { given } }),
    value: isNamed ? formula.value : isWritten ? 'given' : (first?.[0] ?? 'seen'),
    unit: '1',
    levels: { [LEVEL_OF[alert.severity] ?? 'yellow']: { when: formula.present } },
    ...(alert.forMs > 0 && { onDelay: durationWords(alert.forMs) }),
    ...(alert.keepFiringMs > 0 && { offDelay: durationWords(alert.keepFiringMs) }),
    radiusM: 0,
    respondWithin: '30m',
    title: { zh: `（${TO_WRITE.zh}）${alert.name} {asset}`, en: `${alert.name} {asset}` },
    why: { zh: `（${TO_WRITE.zh}）${title}`, en: title },
    ...{ cause: TO_WRITE, consequence: TO_WRITE, action: TO_WRITE },
    source: `Prometheus: ${alert.expr.replace(/\s+/g, ' ').trim()}`,
  };
  const head: CataloguePopulationText = describeCatalogue(catalogue);
  const text = [
    '# yaml-language-server: $schema=../../../analytics/rules/rule.schema.json',
    '# DRAFT, imported. To be written: cause, consequence, action, the texts in Chinese. To be decided: respondWithin, radiusM.',
    `# -1e300 stands for "no value".`,
    ...head.map((line) => `# ${line}`),
    stringify(rule, { lineWidth: 0, aliasDuplicateObjects: false }),
  ].join('\n');
  return { id, text, translation };
}
