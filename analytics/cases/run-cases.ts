/** Runs the cases of a domain or of all domains: what `chengyun rules test` prints. */
import type { Domain } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains';
import { loadRules, readDomainFiles } from '../rules/load-rules.ts';
import { RuleError } from '../rules/rule-error.ts';
import { readYaml } from '../rules/yaml-source.ts';
import { CaseFileSchema } from './case-schema.ts';
import { runCase } from './run-case.ts';

export interface CaseResult {
  readonly domain: string;
  readonly file: string;
  readonly name: string;
  /** Sentences with what was not as expected; none when it passed. */
  readonly failures: readonly string[];
}

/** A rule or case file that cannot be read is a failed result of its own. */
export function runCases(domain: Domain): readonly CaseResult[] {
  const assets = DOMAINS.some((each) => each.id === domain.id) ? DOMAINS : [...DOMAINS, domain];
  const { rules, problems } = loadRules(
    [domain],
    metricStandards(assets),
    assets.flatMap((each) => each.assets),
  );
  const results: CaseResult[] = problems.map((problem) => ({
    domain: domain.id,
    file: problem.place.file,
    name: 'loads',
    failures: [problem.message],
  }));
  for (const { file, text } of readDomainFiles(domain, 'cases')) {
    try {
      const { value, placeOf } = readYaml(file, text, CaseFileSchema);
      for (const [index, ruleCase] of value.cases.entries()) {
        const { line } = placeOf(['cases', index]);
        const failures = runCase(ruleCase, rules).map((sentence) => `${file}:${line}: ${sentence}`);
        results.push({ domain: domain.id, file, name: ruleCase.name, failures });
      }
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      results.push({ domain: domain.id, file, name: 'loads', failures: [error.message] });
    }
  }
  return results;
}

export function runAllCases(): readonly CaseResult[] {
  return DOMAINS.flatMap((domain) => runCases(domain));
}
