/** Translates alerts and lets the loader of rules decide: only what it compiles counts as statable. */
import { compileRule } from '../rules/compile-rule.ts';
import { RuleError } from '../rules/rule-error.ts';
import { metricsOf, sampleAssets } from './data-standard.ts';
import { type AlertText, draftOf, type RuleDraft } from './draft.ts';
import { CannotState } from './expression.ts';
import { parsePromql } from './parse.ts';
import { translate } from './translate.ts';

export type Imported =
  | { readonly alert: AlertText; readonly draft: RuleDraft }
  /** It compares constants only, so that there is nothing to watch. */
  | { readonly alert: AlertText; readonly draft: RuleDraft; readonly isConstant: true }
  | { readonly alert: AlertText; readonly reason: string };

export interface ImportReport {
  readonly results: readonly Imported[];
  /** Alerts that read at least one series, and those of them that compile. */
  readonly numeric: number;
  readonly statable: number;
  readonly constant: number;
  /** Most frequent first. */
  readonly reasons: readonly (readonly [reason: string, count: number])[];
}

function importAlert(alert: AlertText, domain: string): Imported {
  try {
    const translation = translate(parsePromql(alert.expr), domain);
    const draft = draftOf(alert, translation, domain);
    const { catalogue } = translation;
    const world = { domain, metrics: metricsOf(catalogue, domain), assets: sampleAssets(catalogue, domain) };
    const rule = compileRule(`${draft.id}.yaml`, draft.text, world);
    if (rule.watched.length === 0) return { alert, reason: 'the loader: watches nothing' };
    return { alert, draft, ...(catalogue.metrics.length === 0 && { isConstant: true }) };
  } catch (error) {
    if (error instanceof CannotState) return { alert, reason: error.reason };
    if (error instanceof RuleError) return { alert, reason: `the loader: ${wordsOf(error)}` };
    throw error;
  }
}

/** Without file and place, so that like complaints are counted together. */
function wordsOf(error: RuleError): string {
  const words = error.message.replace(/^\S+:\d+:\d+: /, '');
  if (/longer than (8d|16d)$/.test(words)) return words.replace(/^a (window|delay) of \S+/, 'a $1');
  return words.replace(/\s+/g, ' ').slice(0, 120);
}

/** Every alert gets an id of its own. */
export function importAlerts(alerts: readonly AlertText[], domain: string): ImportReport {
  const names = new Map<string, number>();
  const results = alerts.map((alert) => {
    const count = (names.get(alert.name) ?? 0) + 1;
    names.set(alert.name, count);
    return importAlert(count === 1 ? alert : { ...alert, name: `${alert.name} ${count}` }, domain);
  });
  const reasons = new Map<string, number>();
  for (const each of results) if ('reason' in each) reasons.set(each.reason, (reasons.get(each.reason) ?? 0) + 1);
  const constant = results.filter((each) => 'isConstant' in each).length;
  return {
    results,
    numeric: results.length - constant,
    statable: results.filter((each) => 'draft' in each).length - constant,
    constant,
    reasons: [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
  };
}
