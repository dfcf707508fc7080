import { createEngine } from '@chengyun/analytics/engine/engine.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import { BENCH_ASSETS, BENCH_METRICS, BENCH_TIMELINE, createWorkload } from './workload.ts';

export interface EngineRate {
  readonly observations: number;
  readonly seconds: number;
  readonly perS: number;
  readonly transitions: number;
  readonly lateShare: number;
  /** Of rules on assets, for each observation. */
  readonly evaluations: number;
  /** Alarms raised from the first minute on, the uncounted ones included. */
  readonly raised: number;
}

/**
 * Minutes of the workload through one engine, on this thread or with its rules spread over worker threads. Only push and tick are timed; making the records is not.
 * The first minutes fill the windows and warm the code up, and are not counted.
 */
export function measureEngine(
  rules: readonly Rule[],
  minutes: number,
  warmMinutes: number,
  nowMs: () => number,
  onMinute: (minute: number) => void = () => {},
  threads = 0,
): EngineRate {
  const spread = threads > 0 ? { threads: { count: threads, metrics: BENCH_METRICS, assets: BENCH_ASSETS } } : {};
  const engine = createEngine({ timeline: BENCH_TIMELINE, rules, ...spread });
  const next = createWorkload(1);
  let observations = 0;
  let spentMs = 0;
  let transitions = 0;
  let raised = 0;
  let before = { late: 0, evaluations: 0 };
  for (let n = 1; n <= warmMinutes + minutes; n++) {
    const { atMs, records } = next();
    if (n === warmMinutes + 1) before = { ...engine.counts };
    const beganMs = nowMs();
    for (const record of records) engine.push(record);
    const alarms = engine.tick({ k: 'tick', tl: BENCH_TIMELINE, n, at: atMs, facts: 0 });
    const tookMs = nowMs() - beganMs;
    for (const { transition } of alarms) if (transition === 'raise') raised += 1;
    onMinute(n);
    if (n <= warmMinutes) continue;
    spentMs += tookMs;
    transitions += alarms.length;
    for (const { items } of records) observations += items.length;
  }
  const { late, evaluations } = engine.counts;
  engine.close();
  return {
    observations,
    seconds: spentMs / 1_000,
    perS: observations / (spentMs / 1_000),
    transitions,
    lateShare: (late - before.late) / observations,
    evaluations: (evaluations - before.evaluations) / observations,
    raised,
  };
}
