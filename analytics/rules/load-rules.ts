/** Reads the rules of the domains from their folders. A bad file is refused with its place; the good ones still load. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Asset, Domain, MetricStandard } from '@chengyun/contracts';
import { compileRule } from './compile-rule.ts';
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

export function loadRules(
  domains: readonly Domain[],
  metrics: ReadonlyMap<string, MetricStandard>,
  assets: readonly Asset[],
): LoadedRules {
  const rules = new Map<string, Rule>();
  const problems: RuleError[] = [];
  for (const domain of domains) {
    for (const { file, text } of readDomainFiles(domain, 'rules')) {
      try {
        const rule = compileRule(file, text, { domain: domain.id, metrics, assets });
        if (rules.has(rule.id)) throw new RuleError({ file, line: 1, column: 1 }, `rule ${rule.id} is defined twice`);
        rules.set(rule.id, rule);
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        problems.push(error);
      }
    }
  }
  return { rules: [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), problems };
}
