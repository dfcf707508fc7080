/** What the store says about rules beside the files of the domains: live versions, and rules that were taken out. */
import type { RuleChanges } from '@chengyun/analytics/rules/load-rules.ts';
import { foldRuleSteps } from '@chengyun/contracts';
import { readRuleSteps, readRuleText } from '@chengyun/platform/store/rule-versions.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';

export async function storedRuleChanges(store: Queryable): Promise<RuleChanges> {
  const { inForce } = foldRuleSteps(await readRuleSteps(store));
  const instead: { file: string; text: string }[] = [];
  const without = new Set<string>();
  for (const [rule, version] of inForce) {
    const found = version ? await readRuleText(store, rule, version.version) : null;
    if (version === null) without.add(rule);
    else if (found) instead.push({ file: `rules/${rule}@${version.version}.yaml`, text: found.text });
  }
  return { instead, without };
}
