/** The facts of each timeline, and the steps of rules' versions, which are facts for every timeline alike. */
import { type FactRecord, type RuleStep, ruleStepOf } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createStreamFeed, type StreamFeed } from './stream-feed.ts';

export interface FactsFeed extends StreamFeed<FactRecord> {
  /** Steps of rules' versions before `until`, for every timeline alike. */
  stepsBefore(until: number): readonly RuleStep[];
  /** The steps that a snapshot knew. */
  restoreSteps(known: readonly RuleStep[]): void;
}

export function createFactsFeed(log: Log, skipBefore: (timeline: string) => number): FactsFeed {
  let steps: RuleStep[] = [];
  const feed = createStreamFeed<FactRecord, FactRecord>(log, {
    stream: 'facts',
    skipBefore,
    pick: (fact, offset) => {
      const step = ruleStepOf(fact, offset);
      if (step === null) return fact;
      if (offset > (steps.at(-1)?.offset ?? -1)) steps.push(step);
      return null;
    },
  });
  return {
    ...feed,
    stepsBefore: (until) =>
      steps.length === 0 || steps.at(-1)!.offset < until ? steps : steps.filter(({ offset }) => offset < until),
    restoreSteps: (known) => {
      steps = [...known];
    },
  };
}
