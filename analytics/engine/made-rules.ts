/** Rules for tests that use every construct of the language on the made log; they ask nobody to do anything sensible. */
import type { Asset, ForecastRecord } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains';
import { compileRule } from '../rules/compile-rule.ts';
import { schedulesFrom } from '../rules/load-schedules.ts';
import type { Rule } from '../rules/rule.ts';
import { MADE_TIMELINE, type MadeTick } from './made-log.ts';

const SCHEDULES = `schedules:
  - id: rush
    name: { zh: 高峰, en: Rush hour }
    timeZone: Asia/Shanghai
    hours: ["00:30-03:10", "05:00-24:00"]
    source: made up
`;

/** The text of a rule around what is tried. */
export function ruleText(id: string, kind: string, body: string): string {
  return `id: flood.${id}
version: 1
name: { zh: 试, en: Test }
for: { kind: ${kind} }
${body.trim()}
radiusM: 100
respondWithin: 10m
title: { zh: 试, en: Test }
why: { zh: 试, en: Test }
cause: { zh: 试, en: test }
consequence: { zh: 试, en: test }
action: { zh: 试, en: test }
source: a test
`;
}

const TEXTS: readonly (readonly [id: string, kind: string, body: string])[] = [
  [
    'spread',
    'underpass',
    `inputs:
  depth: { metric: water.depth, aggregate: last }
  spread: { metric: water.depth, aggregate: stddev, window: 20m }
  values: { metric: water.depth, aggregate: distinct, window: 20m }
  steps: { metric: water.depth, aggregate: changes, window: 20m }
  risen: { metric: water.depth, aggregate: increase, window: 20m }
  verdict: { metric: water.depth, aggregate: quality }
  odd: { metric: water.depth, aggregate: anomaly }
  apart: { metric: water.depth, aggregate: anomaly, with: [water.level], default: 0 }
value: depth
levels:
  blue: { when: spread > 2.0 && values > 3.0 && steps > 3.0 && risen > 8.0 && verdict < 1.5, minDuration: 9m }
  yellow: { when: odd > 0.5 || apart > 0.5 }`,
  ],
  [
    'neighbours',
    'underpass',
    `inputs:
  depth: { metric: water.depth, aggregate: last }
  wet: { metric: rain.hour, aggregate: last, default: 0, from: { kind: rain-gauge, withinM: 9000, combine: count, over: 20 } }
  share: { metric: rain.hour, aggregate: last, default: 0, from: { kind: rain-gauge, sameDistrict: true, combine: share, under: 5 } }
  all: { metric: rain.hour, aggregate: last, default: 0, from: { kind: rain-gauge, withinM: 9000, combine: sum } }
  drain: { metric: pump.tripped, aggregate: last, default: 0, from: { kind: pump-station, downstream: 2, combine: max } }
value: wet
levels:
  blue: { when: wet >= 1.0 || share > 0.5 || all > 60.0 || drain > 0.5 }`,
  ],
  [
    'compound',
    'underpass',
    `inputs:
  depth: { metric: water.depth, aggregate: last }
  other: { rule: flood.spread, gives: active }
  deep: { rule: flood.underpass, gives: level }
  held: { rule: flood.underpass, gives: heldMin }
  pumps: { rule: flood.pump-tripped, gives: level, from: { kind: pump-station, withinM: 20000, combine: max } }
value: deep
unit: "1"
levels:
  yellow: { when: deep >= 2.0 && (other > 0.5 || pumps >= 1.0) }
  orange: { when: deep >= 2.0 && held > 7.0 }`,
  ],
  [
    'above-compound',
    'underpass',
    `inputs:
  depth: { metric: water.depth, aggregate: last }
  below: { rule: flood.compound, gives: active }
  first: { sequence: { first: depth > 10.0, then: below > 0.5, within: 25m } }
  alone: { sequence: { first: depth > 12.0, without: depth < 5.0, within: 12m } }
value: depth
levels:
  blue: { when: below > 0.5 }
  yellow: { when: first > 0.5 }
  orange: { when: alone > 0.5 }`,
  ],
  [
    'each-of-others',
    'underpass',
    `inputs:
  depth: { metric: water.depth, aggregate: last, default: 0 }
  now: { clock: epochS }
  worst: { each: { mm: { metric: rain.hour, aggregate: last }, mean: { metric: rain.hour, aggregate: avg, window: 30m }, now: { clock: epochS } }, where: mean > 0.0 && now > 0.0, give: mm / mean, from: { kind: rain-gauge, withinM: 9000, combine: max }, default: 0 }
  soon: { metric: water.depth, aggregate: predict, window: 20m, ahead: 10m, default: 0 }
  risen: { metric: water.depth, aggregate: increase, window: 20m, extrapolate: true, default: 0 }
value: worst
unit: "1"
levels:
  blue: { when: worst > 1.0 && now - floor(now / 600.0) * 600.0 < 300.0 }
  yellow: { when: soon > 12.0 || risen > 9.0 }`,
  ],
  [
    'rush',
    'pump-station',
    `inputs:
  tripped: { metric: pump.tripped, aggregate: last }
  rush: { schedule: rush }
value: tripped
levels:
  blue: { when: tripped > 0.5 }
  yellow: { when: tripped > 0.5 && rush > 0.5 }`,
  ],
  [
    'foreseen',
    'tide-gauge',
    `inputs:
  level: { metric: water.level, aggregate: last }
  ahead: { forecast: water.level, at: 30m, band: p50, default: 0 }
  minutes: { forecast: water.level, until: "4.9", band: p90, default: 9999 }
value: minutes
unit: min
order: falling
levels:
  blue: { when: ahead > 4.4 }
  yellow: { when: minutes < 45.0 }`,
  ],
];

/** Underpasses drain to the pump station of the made log. */
export const MADE_ASSETS: readonly Asset[] = DOMAINS.flatMap((domain) => domain.assets).map((asset) =>
  asset.kind === 'underpass' ? { ...asset, links: [{ rel: 'drains-to', to: 'pump-yangsi' }] } : asset,
);

/** The given rules and one for every construct. */
export function madeRules(rules: readonly Rule[]): readonly Rule[] {
  const schedules = new Map(schedulesFrom('made.yaml', SCHEDULES).map((schedule) => [schedule.id, schedule]));
  const world = { domain: 'flood', metrics: metricStandards(), assets: MADE_ASSETS, schedules };
  return [...rules, ...TEXTS.map(([id, kind, body]) => compileRule(`${id}.yaml`, ruleText(id, kind, body), world))];
}

/** A forecast every ten minutes, by line from the newest level; every seventh without skill. */
export function madeForecasts({ records, tick }: MadeTick): ForecastRecord[] {
  if (tick.n % 10 !== 1) return [];
  const items = records.flatMap((record) => record.items).filter((item) => item.asset === 'gauge-huangpu-park');
  return items.map((item): ForecastRecord => {
    const values = (spread: number) => Array.from({ length: 12 }, (_, i) => item.value + spread + i * 0.05);
    return {
      ...{ k: 'forecast', tl: MADE_TIMELINE, model: 'made', version: 1, asset: item.asset, metric: item.metric },
      ...{ issuedAt: item.at, last: item.value, stepMs: 300_000, p10: values(-0.1), p50: values(0), p90: values(0.1) },
      skilled: tick.n % 70 !== 1,
    };
  });
}
