/**
 * Rule sets of the rules benchmark, as texts that the product compiles like any other. Five: each reads all ten metrics.
 * Fifty: five for each metric, three of them over windows. Five hundred: fifty for each metric, thirty over windows.
 */
import { compileRule } from '@chengyun/analytics/rules/compile-rule.ts';
import type { Rule } from '@chengyun/analytics/rules/rule.ts';
import { BENCH_ASSETS, BENCH_METRICS, METRICS, metricName } from './workload.ts';

export type RuleCount = 5 | 50 | 500;

const HEAD = `version: 1
name: { zh: 试, en: Bench }
for: { kind: thing }`;
const TAIL = `radiusM: 100
respondWithin: 10m
title: { zh: "{value:1}", en: "{value:1}" }
why: { zh: "{value:1} 超过 {threshold}", en: "{value:1} over {threshold}" }
cause: { zh: 试, en: bench }
consequence: { zh: 试, en: bench }
action: { zh: 试, en: look }
source: made up for the benchmark
`;

/** The five kinds of single-metric rule; `n` moves the thresholds so that no two rules are alike. */
const KINDS: readonly ((metric: string, n: number) => string)[] = [
  (metric, n) => `inputs: { x: { metric: ${metric}, aggregate: last } }
value: x
levels:
  yellow: { when: x >= ${85 + n}.0, clear: x < ${80 + n}.0, threshold: "${85 + n}.0" }
  red: { when: x >= ${95 + n}.0, clear: x < ${90 + n}.0, threshold: "${95 + n}.0" }`,
  (metric, n) => `inputs: { x: { metric: ${metric}, aggregate: avg, window: 5m } }
value: x
levels: { yellow: { when: x >= ${70 + n}.0, clear: x < ${65 + n}.0, threshold: "${70 + n}.0" } }`,
  (
    metric,
    n,
  ) => `inputs: { x: { metric: ${metric}, aggregate: max, window: 10m }, now: { metric: ${metric}, aggregate: last } }
value: x
onDelay: 2m
levels: { orange: { when: x >= ${88 + n}.0 && now > ${60 + n}.0, clear: x < ${80 + n}.0, threshold: "${88 + n}.0" } }`,
  (metric, n) => `inputs: { x: { metric: ${metric}, aggregate: last } }
value: x
onDelay: 1m
offDelay: 5m
levels: { blue: { when: x >= asset.limit + ${n}.0, clear: x < asset.limit - 5.0 } }`,
  (metric, n) => `inputs: { x: { metric: ${metric}, aggregate: slope, window: 10m, minSamples: 3 } }
value: x
unit: 1/min
levels: { blue: { when: x >= ${4 + n}.0, clear: x < ${2 + n}.0, threshold: "${4 + n}.0" } }`,
];

const ALL = Array.from({ length: METRICS }, (_, i) => i);
const FIVE: readonly string[] = [
  `inputs:\n${ALL.map((i) => `  m${i}: { metric: ${metricName(i)}, aggregate: last }`).join('\n')}
let: { top: "${ALL.slice(1).reduce((text, i) => `max(${text}, m${i})`, 'm0')}" }
value: top
unit: "1"
levels: { yellow: { when: top >= 95.0, clear: top < 90.0 } }`,
  ...(['avg', 'max', 'min'] as const).map((aggregate, n) => {
    const inputs = ALL.map(
      (i) => `  m${i}: { metric: ${metricName(i)}, aggregate: ${aggregate}, window: ${5 * (n + 1)}m }`,
    );
    const sum = ALL.map((i) => `m${i}`).join(' + ');
    const limit = [500, 540, 480][n]!;
    return `inputs:\n${inputs.join('\n')}
let: { sum: "${sum}" }
value: sum
unit: "1"
levels: { orange: { when: sum >= ${limit}.0, clear: sum < ${limit - 20}.0 } }`;
  }),
  `inputs:\n${ALL.map((i) => `  m${i}: { metric: ${metricName(i)}, aggregate: last }`).join('\n')}
value: m0
levels: { red: { when: "${ALL.map((i) => `m${i} > 100.0`).join(' || ')}" } }`,
];

export function ruleSet(count: RuleCount): readonly Rule[] {
  const bodies =
    count === 5
      ? FIVE
      : ALL.flatMap((i) =>
          Array.from({ length: count / METRICS }, (_, n) =>
            KINDS[n % KINDS.length]!(metricName(i), Math.floor(n / KINDS.length)),
          ),
        );
  const world = { domain: 'bench', metrics: BENCH_METRICS, assets: BENCH_ASSETS };
  return bodies.map((body, n) =>
    compileRule(`bench-${n}.yaml`, `id: bench.rule-${n}\n${HEAD}\n${body}\n${TAIL}`, world),
  );
}
