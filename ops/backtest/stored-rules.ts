/** What the store says about rules beside the files of the domains. */
import { NO_CHANGES, type RuleChanges } from '@chengyun/analytics/rules/load-rules.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';

export async function storedRuleChanges(_store: Queryable): Promise<RuleChanges> {
  return NO_CHANGES;
}
