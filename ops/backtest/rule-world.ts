/** Rules of files, checked against the metrics of the domains and the assets of the installation. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type LoadedRules,
  loadRules,
  type RuleChanges,
  type RuleFile,
  ruleIdIn,
} from '@chengyun/analytics/rules/load-rules.ts';
import { withReferences } from '@chengyun/analytics/rules/references.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import type { Asset, MetricStandard } from '@chengyun/contracts';
import { cityAssets, DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { listAssets } from '@chengyun/platform/store/assets.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import { storedRuleChanges } from './stored-rules.ts';

export interface RuleWorld {
  readonly assets: readonly Asset[];
  readonly metrics: ReadonlyMap<string, MetricStandard>;
  /** What runs now: the domains' rules with the live versions of the store in their place. */
  current(): LoadedRules;
  /** The files alone, or in place of what runs now. */
  load(files: readonly RuleFile[], beside: 'nothing' | 'current'): LoadedRules;
}

export async function openRuleWorld(store: Queryable): Promise<RuleWorld> {
  const assets = cityAssets(DOMAINS, await listAssets(store));
  const metrics = metricStandards(DOMAINS);
  const stored = await storedRuleChanges(store);
  const all = (changes: RuleChanges) => loadRules(DOMAINS, metrics, assets, changes);
  return {
    assets,
    metrics,
    current: () => all(stored),
    load: (files, beside) => {
      const ids = new Set(files.map(({ text }) => ruleIdIn(text)?.id));
      const others = stored.instead.filter(({ text }) => !ids.has(ruleIdIn(text)?.id));
      const loaded = all({ instead: [...others, ...files], without: stored.without });
      const names = new Set(files.map(({ file }) => file));
      const problems = loaded.problems.filter(({ place }) => names.has(place.file));
      const own = loaded.rules.filter(({ file }) => names.has(file));
      return { problems, rules: beside === 'current' ? loaded.rules : withReferences(own, loaded.rules) };
    },
  };
}

/** A file, or every `*.yaml` of a folder. Throws AppError NO_RULES with the path. */
export function readRuleFiles(path: string): readonly RuleFile[] {
  try {
    const isFolder = statSync(path).isDirectory();
    const names = isFolder ? readdirSync(path).filter((name) => /\.ya?ml$/.test(name)) : [''];
    if (names.length === 0) throw new AppError('NO_RULES', `There is no rule file (*.yaml) in ${path}.`);
    return names.sort().map((name) => {
      const file = isFolder ? join(path, name) : path;
      return { file, text: readFileSync(file, 'utf8') };
    });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('NO_RULES', `The rules at ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

/** Throws AppError RULES with every complaint, each with file, line and column. */
export function rulesOrThrow({ rules, problems }: LoadedRules): readonly Rule[] {
  if (problems.length > 0) {
    throw new AppError('RULES', `The rules are refused.\n${problems.map(({ message }) => `  ${message}`).join('\n')}`);
  }
  return rules;
}
