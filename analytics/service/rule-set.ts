/** The rules in force. A new set replaces them as a whole; a bad file never stops a rule that is running. */
import type { Asset, Domain } from '@chengyun/contracts';
import { cityAssets, metricStandards } from '@chengyun/domains';
import { loadRules, NO_CHANGES, type RuleChanges } from '../rules/load-rules.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleError } from '../rules/rule-error.ts';

export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleError[];
  /** What the rules were bound to, ordered by id. */
  readonly assets: readonly Asset[];
}

/**
 * Rules of the domains over the assets of the domains and those registered in the store, which win. A rule whose file
 * is refused now goes on as it was in `running`.
 */
export function loadRuleSet(
  domains: readonly Domain[],
  registered: readonly Asset[],
  running: RuleSet | null,
  changes: RuleChanges = NO_CHANGES,
): RuleSet {
  const assets = cityAssets(domains, registered);
  const first = loadRules(domains, metricStandards(domains), assets, changes);
  const isRefused = (file: string) => first.problems.some(({ place }) => place.file === file);
  const isKept = (file: string) => running?.rules.some((rule) => rule.file === file) ?? false;
  const instead = changes.instead.filter(({ file }) => !isRefused(file) || isKept(file));
  // A stored version that is refused before it ever ran leaves the rule's own file in force.
  const { rules } =
    instead.length === changes.instead.length
      ? first
      : loadRules(domains, metricStandards(domains), assets, { ...changes, instead });
  const { problems } = first;
  const refused = new Set(problems.map((problem) => problem.place.file));
  const kept = (running?.rules ?? []).filter((rule) => refused.has(rule.file));
  const loaded = rules.filter((rule) => !kept.some((each) => each.id === rule.id));
  return { rules: [...loaded, ...kept].sort((a, b) => (a.id < b.id ? -1 : 1)), problems, assets };
}
