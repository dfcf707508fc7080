/** The cases that judge one rule, with a draft of it in its place: what an editor runs before anything is handed in. */
import type { Domain } from '@chengyun/contracts';
import { readDomainFiles } from '../rules/load-rules.ts';
import type { Rule } from '../rules/rule.ts';
import { RuleError } from '../rules/rule-error.ts';
import { readYaml } from '../rules/yaml-source.ts';
import { CaseFileSchema } from './case-schema.ts';
import { runCase } from './run-case.ts';
import type { CaseResult } from './run-cases.ts';

/** Of the cases of the domain, those that expect something of the rule or name it. `rules` holds the draft. */
export function runRuleCases(domain: Domain, rule: string, rules: readonly Rule[]): readonly CaseResult[] {
  const results: CaseResult[] = [];
  for (const { file, text } of readDomainFiles(domain, 'cases')) {
    try {
      const { value, placeOf } = readYaml(file, text, CaseFileSchema);
      for (const [index, ruleCase] of value.cases.entries()) {
        const expects = ruleCase.expect.some(({ alarms }) => alarms.some((alarm) => alarm.rule === rule));
        if (!expects && !ruleCase.rules?.includes(rule)) continue;
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
