/** Follows the facts stream and hands each timeline its facts up to the offset that a tick names. */
import { type FactRecord, type RuleStep, ruleStepOf } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';

export interface FactsFeed {
  /** Reads until the signal aborts. */
  run(from: number, signal: AbortSignal): Promise<void>;
  /** Waits until everything before `until` is read, then takes the timeline's facts before it; null when stopped. */
  take(timeline: string, until: number): Promise<readonly FactRecord[] | null>;
  /** Offset from which the timeline must read again to lose none of its waiting facts. */
  positionOf(timeline: string): number;
  /** Steps of rules' versions before `until`, for every timeline alike. */
  stepsBefore(until: number): readonly RuleStep[];
  /** The steps that a snapshot knew. */
  restoreSteps(known: readonly RuleStep[]): void;
  /** Forgets an ended timeline. */
  drop(timeline: string): void;
}

interface Waiting {
  readonly offset: number;
  readonly fact: FactRecord;
}

export function createFactsFeed(log: Log, skipBefore: (timeline: string) => number): FactsFeed {
  let steps: RuleStep[] = [];
  const waiting = new Map<string, Waiting[]>();
  let next = 0;
  let grown = Promise.withResolvers<void>();
  let isOver = false;

  const wake = () => {
    grown.resolve();
    grown = Promise.withResolvers<void>();
  };
  return {
    run: async (from, signal) => {
      next = from;
      for await (const batch of log.read('facts', 0, from, signal)) {
        for (const [index, text] of batch.records.entries()) {
          const fact = JSON.parse(text) as FactRecord;
          const offset = batch.baseOffset + index;
          const ruleStep = ruleStepOf(fact, offset);
          if (ruleStep !== null) {
            if (offset > (steps.at(-1)?.offset ?? -1)) steps.push(ruleStep);
            continue;
          }
          if (offset < skipBefore(fact.tl)) continue;
          const queue = waiting.get(fact.tl) ?? [];
          queue.push({ offset, fact });
          waiting.set(fact.tl, queue);
        }
        next = batch.baseOffset + batch.records.length;
        wake();
      }
      isOver = true;
      wake();
    },
    take: async (timeline, until) => {
      while (next < until && !isOver) await grown.promise;
      if (next < until) return null;
      const queue = waiting.get(timeline) ?? [];
      const later = queue.findIndex((each) => each.offset >= until);
      return queue.splice(0, later < 0 ? queue.length : later).map((each) => each.fact);
    },
    positionOf: (timeline) => waiting.get(timeline)?.[0]?.offset ?? next,
    stepsBefore: (until) =>
      steps.length === 0 || steps.at(-1)!.offset < until ? steps : steps.filter(({ offset }) => offset < until),
    restoreSteps: (known) => {
      steps = [...known];
    },
    drop: (timeline) => waiting.delete(timeline),
  };
}
