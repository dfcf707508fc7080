/** The rules at each place of the facts: the files, and what people have changed of them since. */
import type { Asset, Domain } from '@chengyun/contracts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { createFactsFeed } from './facts-feed.ts';
import type { createMeters } from './meters.ts';
import { createRuleCourses, type RuleTexts, type RunningRules } from './rule-course.ts';
import { loadRuleSet, type RuleSet } from './rule-set.ts';

export interface RulesInForce {
  /** Reads files and assets again. */
  load(): Promise<void>;
  at(until: number): Promise<RunningRules>;
  /** The files alone, which every new timeline begins with. */
  base(): RunningRules;
  /** Of the furthest place that was asked for. */
  newest(): RuleSet;
}

export interface RulesInForceDeps {
  readonly domains: readonly Domain[];
  readonly registry: RuleTexts & { assets(): Promise<readonly Asset[]> };
  readonly facts: ReturnType<typeof createFactsFeed>;
  readonly logger: Logger;
  readonly meters: ReturnType<typeof createMeters>;
}

const NO_RULES: RuleSet = { rules: [], problems: [], assets: [] };

export function createRulesInForce({ domains, registry, facts, logger, meters }: RulesInForceDeps): RulesInForce {
  let base: RunningRules = { key: '', set: NO_RULES, shadow: [], shadowIds: new Set() };
  let setUntil = 0;
  let set = NO_RULES;
  let assets: readonly Asset[] = [];
  const courses = createRuleCourses({
    texts: registry,
    load: (changes) => loadRuleSet(domains, assets, set, changes),
    onProblem: (sentence) => logger.error(`rule refused: ${sentence}`),
  });
  const at = async (until: number): Promise<RunningRules> => {
    const running = await courses.runningAfter(facts.stepsBefore(until));
    if (running.set !== set && until >= setUntil) {
      setUntil = until;
      set = running.set;
      for (const problem of set.problems) logger.error(`rule refused: ${problem.message}`);
      meters.rules(set.rules.length, set.problems.length);
    }
    return running;
  };
  return {
    load: async () => {
      assets = await registry.assets();
      courses.forget();
      base = await at(0);
    },
    at,
    base: () => base,
    newest: () => set,
  };
}
