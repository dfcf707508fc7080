/** Unit tests of promtool on our engine: alert states, and instant expressions as alerts that fire where they have a result. */

import type { AlertText, RuleDraft } from './draft.ts';
import { importAlerts } from './import-rules.ts';
import { type Labels, labelsKey } from './population.ts';
import { type PromSeries, runDraft } from './run-draft.ts';

export interface PromResult {
  readonly labels: Labels;
  readonly value: number;
}

export type Outcome =
  | { readonly kind: 'same' }
  | { readonly kind: 'different'; readonly what: string }
  | { readonly kind: 'not-stated'; readonly reason: string };

const DOMAIN = 'promtool';
const RELATIVE = 1e-5;

/** An alert as a draft, or why there is none. */
export function draftFor(alert: AlertText): RuleDraft | string {
  const [result] = importAlerts([alert], DOMAIN).results;
  if (!result) return 'no rule';
  return 'draft' in result ? result.draft : result.reason;
}

/** The results of an instant expression at a time against those that Prometheus expects. */
export function checkInstant(
  expr: string,
  atMs: number,
  series: readonly PromSeries[],
  expected: readonly PromResult[],
): Outcome {
  const draft = draftFor({ name: 'instant', expr, forMs: 0, keepFiringMs: 0, severity: '', summary: '' });
  if (typeof draft === 'string') return { kind: 'not-stated', reason: draft };
  const run = runDraft(draft, DOMAIN, series);
  run.advance(atMs);
  const value = /^value: (\S+)$/m.exec(draft.text)?.[1] ?? '';
  const found = run.states().flatMap(({ labels, explanation }): PromResult[] => {
    if (!explanation.levels.some(({ holds }) => holds)) return [];
    const named = [...explanation.lets, ...explanation.inputs].find(({ name }) => name === value);
    return [{ labels, value: named?.value ?? Number.NaN }];
  });
  const what = difference(expected, found);
  return what === null ? { kind: 'same' } : { kind: 'different', what };
}

function difference(expected: readonly PromResult[], found: readonly PromResult[]): string | null {
  const left = found.map(({ labels, value }) => ({ key: keyWithoutName(labels), value }));
  for (const { labels, value } of expected) {
    const key = keyWithoutName(labels);
    const own = left.find((each) => each.key === key)?.value;
    if (own === undefined) return `nothing for ${key}, expected ${value}`;
    const isNear = Object.is(own, value) || Math.abs(own - value) <= RELATIVE * Math.max(1e-3, Math.abs(value));
    if (!isNear) return `${own} for ${key}, expected ${value}`;
    left.splice(
      left.findIndex((each) => each.key === key),
      1,
    );
  }
  return left[0] === undefined ? null : `unexpected ${left[0].key}`;
}

/** The name of a series is no part of what an asset is. */
export function keyWithoutName({ __name__: _, ...rest }: Labels): string {
  return labelsKey(rest);
}

/** Label sets that fire at each of the times, with the states of those that wait for their delay. */
export function runAlert(
  draft: RuleDraft,
  series: readonly PromSeries[],
  everyMs: number,
  atMs: number,
): { readonly firing: readonly Labels[]; readonly pending: readonly Labels[] } {
  const run = runDraft(draft, DOMAIN, series);
  for (let ms = 0; ms < atMs; ms += everyMs) run.advance(ms);
  run.advance(atMs);
  const pending = run.states().filter(({ explanation }) => explanation.verdict === 'pending');
  return { firing: run.firing(), pending: pending.map(({ labels }) => labels) };
}
