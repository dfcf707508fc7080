/** Reads the rules of the domains from their folders. A bad file is refused with its place; the good ones still load. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Asset, Domain, MetricStandard } from '@chengyun/contracts';
import { compileRule } from './compile-rule.ts';
import { loadSchedules } from './load-schedules.ts';
import { checkReferences } from './references.ts';
import type { Rule } from './rule.ts';
import { RuleError } from './rule-error.ts';

export interface LoadedRules {
  /** Ordered by id. */
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleError[];
}

export interface RuleFile {
  /** Path that a person can open, relative to the domains' parent where possible. */
  readonly file: string;
  readonly text: string;
}

/** Files `<folder>/<name>/*.yaml` of a domain, ordered by name; none when the folder is absent. */
export function readDomainFiles(domain: Domain, folder: 'rules' | 'cases'): readonly RuleFile[] {
  const path = fileURLToPath(new URL(`${folder}/`, domain.folderUrl));
  let names: string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ file: `domains/${domain.id}/${folder}/${name}`, text: readFileSync(path + name, 'utf8') }));
}

/** What is different from the folders: drafts and stored versions in place of the rule of the same id, rules taken out. */
export interface RuleChanges {
  readonly instead: readonly RuleFile[];
  readonly without: ReadonlySet<string>;
}

export const NO_CHANGES: RuleChanges = { instead: [], without: new Set() };

/** The id that a rule file gives itself, and its line; null when it says none. */
export function ruleIdIn(text: string): { readonly id: string; readonly line: number } | null {
  const found = /^id:[ \t]*["']?([A-Za-z0-9.-]+)/m.exec(text);
  return found ? { id: found[1]!, line: text.slice(0, found.index).split('\n').length } : null;
}

/** The texts of every rule that is to run, with their domains. A text of no domain is a problem. */
function ruleFiles(domains: readonly Domain[], { instead, without }: RuleChanges, problems: RuleError[]) {
  const replaced = new Set(instead.map(({ text }) => ruleIdIn(text)?.id));
  const own = domains.flatMap((domain) =>
    readDomainFiles(domain, 'rules').flatMap(({ file, text }) => {
      const id = ruleIdIn(text)?.id;
      const isOut = id !== undefined && (replaced.has(id) || without.has(id));
      return isOut ? [] : [{ file, text, domain: domain.id }];
    }),
  );
  const others = instead.flatMap(({ file, text }) => {
    const { id = '', line = 1 } = ruleIdIn(text) ?? {};
    const domain = domains.find((each) => id.startsWith(`${each.id}.`));
    if (domain) return [{ file, text, domain: domain.id }];
    const ids = domains.map((each) => each.id).join(', ');
    problems.push(new RuleError({ file, line, column: 1 }, `rule "${id}" begins with none of the domains: ${ids}`));
    return [];
  });
  return [...own, ...others];
}

export function loadRules(
  domains: readonly Domain[],
  metrics: ReadonlyMap<string, MetricStandard>,
  assets: readonly Asset[],
  changes: RuleChanges = NO_CHANGES,
): LoadedRules {
  const rules = new Map<string, Rule>();
  const { schedules, problems: wrongSchedules } = loadSchedules(domains);
  const problems: RuleError[] = [...wrongSchedules];
  for (const { file, text, domain } of ruleFiles(domains, changes, problems)) {
    try {
      const rule = compileRule(file, text, { domain, metrics, assets, schedules });
      if (rules.has(rule.id)) throw new RuleError({ file, line: 1, column: 1 }, `rule ${rule.id} is defined twice`);
      rules.set(rule.id, rule);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push(error);
    }
  }
  const references = checkReferences([...rules.values()]);
  return {
    rules: references.rules.sort((a, b) => (a.id < b.id ? -1 : 1)),
    problems: [...problems, ...references.problems],
  };
}
