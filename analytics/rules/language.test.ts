/** One test for each construct: what it means on the real engine, and how its mistakes are named. */
import type { Asset, ForecastRecord, ObservationsRecord, Quality } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../engine/engine.ts';
import { ruleText } from '../engine/made-rules.ts';
import { compileRule } from './compile-rule.ts';
import { schedulesFrom } from './load-schedules.ts';
import { checkReferences } from './references.ts';
import type { Rule } from './rule.ts';

const MIN_MS = 60_000;
/** 08:00 in Shanghai. */
const START_MS = Date.UTC(2026, 6, 1);

const place = (id: string, kind: string, patch: Partial<Asset> = {}): Asset => ({
  ...{ id, domain: 'flood', kind, name: { zh: id, en: id }, lonDeg: 121.5, latDeg: 31.2, attributes: { closeCm: 25 } },
  ...patch,
});
const ASSETS = [
  place('road', 'underpass', { district: 'north', links: [{ rel: 'drains-to', to: 'pump' }] }),
  place('pump', 'pump-station', { district: 'south', links: [{ rel: 'feeds', to: 'gauge' }] }),
  place('gauge', 'tide-gauge', { district: 'south' }),
  place('rain-a', 'rain-gauge', { district: 'north', lonDeg: 121.501 }),
  place('rain-b', 'rain-gauge', { district: 'north', lonDeg: 121.502 }),
  place('rain-c', 'rain-gauge', { district: 'south', lonDeg: 121.6 }),
];
const SCHEDULES = `schedules:
  - id: morning
    name: { zh: 早, en: Morning }
    timeZone: Asia/Shanghai
    weekdays: [mon, tue, wed, thu, fri]
    hours: ["08:10-08:20"]
    dates: ["2026-07-04"]
    source: made up
`;
const schedules = new Map(schedulesFrom('s.yaml', SCHEDULES).map((schedule) => [schedule.id, schedule]));
const world = { domain: 'flood', metrics: metricStandards(), assets: ASSETS, schedules };

const rule = (body: string, kind = 'underpass', id = 'tried'): Rule =>
  compileRule(`${id}.yaml`, ruleText(id, kind, body), world);
/** A rule about `x`, which is the input that is tried. */
const about = (input: string, when: string, kind?: string) =>
  rule(
    `inputs:
  own: { metric: water.depth, aggregate: last, default: 0 }
  x: ${input}
value: own
levels:
  blue: { when: "${when}" }`,
    kind,
  );

type Step = readonly [minute: number, asset: string, metric: string, value: number, quality?: Quality];

/** Minutes at which the tried rule's alarm is out, from one tick a minute. */
function standing(
  rules: readonly Rule[],
  steps: readonly Step[],
  untilMin: number,
  forecasts: readonly ForecastRecord[] = [],
) {
  const engine = createEngine({ timeline: 'live', rules });
  const out: number[] = [];
  for (let minute = 0; minute <= untilMin; minute++) {
    const at = START_MS + minute * MIN_MS;
    for (const [index, [when, asset, metric, value, quality]] of steps.entries()) {
      if (when !== minute) continue;
      const item = { asset, metric, at, value, ...(quality ? { quality } : {}) };
      const record: ObservationsRecord = {
        ...{ k: 'obs', tl: 'live', device: asset, epoch: '1-0000000000000000', seq: minute * 100 + index + 1 },
        ...{ sentAt: at, rxAt: at, items: [item] },
      };
      engine.push(record);
    }
    const due = forecasts.filter((forecast) => forecast.issuedAt === at);
    engine.tick({ k: 'tick', tl: 'live', n: minute + 1, at, facts: 0 }, [], due);
    const isOut = engine
      .activeAlarms()
      .some((alarm) => alarm.rule === 'flood.tried' && alarm.state === 'active-unacknowledged');
    if (isOut) out.push(minute);
  }
  return out;
}

const depths = (...values: readonly (readonly [number, number])[]): Step[] =>
  values.map(([minute, value]) => [minute, 'road', 'water.depth', value]);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('what each construct means', () => {
  test('quality of the newest sample, also of one that the rule would not accept', () => {
    const steps: Step[] = [
      [0, 'road', 'water.depth', 1],
      [1, 'road', 'water.depth', 1, 'bad'],
      [2, 'road', 'water.depth', 1, 'uncertain'],
      [3, 'road', 'water.depth', 1],
    ];
    expect(standing([about('{ metric: water.depth, aggregate: quality }', 'x >= 2.0')], steps, 4)).toEqual([1]);
  });

  test('k of n neighbours, by radius and by district', () => {
    const rains: Step[] = [0, 1, 2].flatMap((minute): Step[] => [
      [minute, 'rain-a', 'rain.hour', 30],
      [minute, 'rain-b', 'rain.hour', minute === 1 ? 40 : 0],
      [minute, 'rain-c', 'rain.hour', 99],
    ]);
    const near = 'kind: rain-gauge, withinM: 2000, combine: count, over: 20';
    expect(
      standing([about(`{ metric: rain.hour, aggregate: last, from: { ${near} } }`, 'x >= 2.0')], rains, 2),
    ).toEqual([1]);
    const district = 'kind: rain-gauge, sameDistrict: true, combine: share, over: 20';
    expect(
      standing([about(`{ metric: rain.hour, aggregate: last, from: { ${district} } }`, 'x == 1.0')], rains, 2),
    ).toEqual([1]);
    const sum = 'kind: rain-gauge, withinM: 2000, combine: sum';
    expect(
      standing([about(`{ metric: rain.hour, aggregate: last, from: { ${sum} } }`, 'x == 70.0')], rains, 2),
    ).toEqual([1]);
  });

  test('down and up the asset graph, as many links as said', () => {
    const level: Step[] = [[1, 'gauge', 'water.level', 5]];
    const at = (hops: number) =>
      `{ metric: water.level, aggregate: last, default: 0, from: { kind: tide-gauge, downstream: ${hops}, combine: max } }`;
    expect(standing([about(at(1), 'x > 4.0')], level, 2)).toEqual([]);
    expect(standing([about(at(2), 'x > 4.0')], level, 2)).toEqual([1, 2]);
    const up = '{ metric: water.depth, aggregate: last, from: { kind: underpass, upstream: 2, combine: max } }';
    const gauge = rule(`inputs: { x: ${up} }\nvalue: x\nlevels: { blue: { when: x > 9.0 } }`, 'tide-gauge');
    expect(standing([gauge], depths([1, 20]), 2)).toEqual([1, 2]);
  });

  test('the state of another rule, which is evaluated first whatever its name', () => {
    const base = (id: string) =>
      rule(
        'inputs: { d: { metric: water.depth, aggregate: last } }\nvalue: d\nlevels: { blue: { when: d > 5.0 }, red: { when: d > 20.0 } }',
        'underpass',
        id,
      );
    const steps = depths([1, 6], [3, 30], [5, 1], [6, 1]);
    for (const id of ['aaa', 'zzz']) {
      const reads = (gives: string, when: string) => about(`{ rule: flood.${id}, gives: ${gives} }`, when);
      expect(standing([base(id), reads('active', 'x == 1.0')], steps, 6)).toEqual(range(1, 4));
      expect(standing([reads('level', 'x == 4.0'), base(id)], steps, 6)).toEqual([3, 4]);
      expect(standing([base(id), reads('heldMin', 'x >= 2.0')], steps, 6)).toEqual([3, 4]);
    }
  });

  test('A then B within T', () => {
    const x = '{ sequence: { first: own > 10.0, then: own < 2.0, within: 3m } }';
    expect(standing([about(x, 'x > 0.5')], depths([1, 12], [3, 1]), 9)).toEqual([3, 4, 5]);
    expect(standing([about(x, 'x > 0.5')], depths([1, 12], [5, 1]), 9)).toEqual([]);
  });

  test('A without B within T, by time alone', () => {
    const x = '{ sequence: { first: own > 10.0, without: own < 2.0, within: 3m } }';
    expect(standing([about(x, 'x > 0.5')], depths([1, 12], [7, 1]), 9)).toEqual([4, 5, 6]);
    expect(standing([about(x, 'x > 0.5')], depths([1, 12], [3, 1]), 9)).toEqual([]);
  });

  test('a schedule, in its own time zone and by time alone', () => {
    expect(standing([about('{ schedule: morning }', 'x > 0.5')], depths([0, 1]), 30)).toEqual(range(10, 19));
    const [morning] = [...schedules.values()];
    expect(morning?.holds(Date.UTC(2026, 6, 3, 16))).toBe(true);
    expect(morning?.holds(Date.UTC(2026, 6, 4, 16))).toBe(false);
  });

  test('a forecast: value ahead and minutes until, none without skill or past its end', () => {
    const forecast = (minute: number, skilled: boolean): ForecastRecord => ({
      ...{ k: 'forecast', tl: 'live', model: 'm', version: 1, asset: 'road', metric: 'water.depth', skilled },
      ...{ issuedAt: START_MS + minute * MIN_MS, last: 1, stepMs: 5 * MIN_MS, p10: [1, 2, 3, 4] },
      ...{ p50: [5, 10, 15, 20], p90: [10, 20, 30, 40] },
    });
    const until = about('{ forecast: water.depth, until: asset.closeCm, band: p90, default: 9999 }', 'x <= 10.0');
    // 25 cm lies half-way between the steps at 10 and 15 min.
    expect(standing([until], depths([0, 1]), 24, [forecast(0, true)])).toEqual(range(3, 20));
    const ahead = about('{ forecast: water.depth, at: 10m, band: p50, default: 0 }', 'x >= 15.0');
    expect(standing([ahead], depths([0, 1]), 24, [forecast(0, true)])).toEqual(range(5, 10));
    expect(standing([ahead], depths([0, 1]), 24, [forecast(0, true), forecast(7, false)])).toEqual([5, 6]);
  });

  test('once on, on for a while', () => {
    const tried = rule(
      'inputs: { own: { metric: water.depth, aggregate: last } }\nvalue: own\nminDuration: 5m\nlevels: { blue: { when: own > 5.0 } }',
    );
    expect(standing([tried], depths([1, 9], [2, 0]), 9)).toEqual(range(1, 5));
  });

  test('unusual values score high', () => {
    const calm: Step[] = range(0, 199).map((minute) => [minute, 'road', 'water.depth', 5 + (minute % 3) * 0.1]);
    const steps: Step[] = [...calm, [200, 'road', 'water.depth', 40]];
    expect(standing([about('{ metric: water.depth, aggregate: anomaly }', 'x >= 0.5')], steps, 200)).toEqual([200]);
  });

  test('a value that no longer goes with another metric scores high, though it is in its usual range', () => {
    const rain = (minute: number) => 20 + 10 * Math.sin(minute / 7) + (minute % 5);
    const steps = range(0, 400).flatMap((minute): Step[] => [
      [minute, 'road', 'rain.hour', rain(minute)],
      [minute, 'road', 'water.depth', minute < 380 ? 2 * rain(minute - 1) + (minute % 3) * 0.1 : 2 * rain(300)],
    ]);
    const judged = about('{ metric: water.depth, aggregate: anomaly, with: [rain.hour] }', 'x >= 0.5');
    const found = standing([judged], steps, 400);
    expect(found.filter((minute) => minute < 380)).toEqual([]);
    expect(found.length).toBeGreaterThanOrEqual(1);
  });
});

describe('mistakes are named with their place', () => {
  const tried = (x: string) => () => about(x, 'x > 0.0');
  test.each([
    ['{ metric: water.depth, aggregate: stddev }', /tried\.yaml:7:\d+: stddev needs a window/],
    ['{ metric: water.depth, aggregate: anomaly, with: [water.dept] }', /unknown metric water\.dept/],
    ['{ metric: water.depth, aggregate: anomaly, with: [water.depth] }', /not with itself/],
    ['{ metric: water.depth, aggregate: last, with: [rain.hour] }', /only an anomaly of the asset itself/],
    ['{ metric: water.depth, aggregate: last, from: { kind: rain-gauge, combine: max } }', /exactly one of withinM/],
    [
      '{ metric: water.depth, aggregate: last, from: { kind: rain-gauge, withinM: 9, upstream: 1, combine: max } }',
      /exactly one/,
    ],
    [
      '{ metric: water.depth, aggregate: last, from: { kind: rain-gauge, withinM: 9, combine: count } }',
      /count needs over or under/,
    ],
    [
      '{ metric: water.depth, aggregate: last, from: { kind: rain-gauge, withinM: 9, combine: max, over: 1 } }',
      /max takes neither/,
    ],
    [
      '{ metric: water.depth, aggregate: last, from: { kind: nowhere, withinM: 9, combine: max } }',
      /unknown asset kind nowhere/,
    ],
    ['{ schedule: never }', /tried\.yaml:7:18: unknown schedule never/],
    ['{ forecast: water.nothing, at: 5m, band: p50 }', /unknown metric water\.nothing/],
    ['{ forecast: water.depth, band: p50 }', /needs either at or until/],
    ['{ forecast: water.depth, until: asset.nothing, band: p50 }', /inputs\.x\.until: .*nothing/],
    ['{ sequence: { first: own > 1.0, within: 5m } }', /either then or without/],
    [
      '{ sequence: { first: own > y, then: own < 1.0, within: 5m } }',
      /tried\.yaml:7:\d+: inputs\.x\.sequence\.first: Unknown variable: y/,
    ],
    ['{ sequence: { first: own, then: own < 1.0, within: 5m } }', /gives double where bool is needed/],
    ['{ rule: flood.other, gives: nothing }', /tried\.yaml:7:\d+: inputs\.x\.gives/],
    ['{ rule: flood.other, gives: level, depth: 3 }', /unknown key depth/],
    ['{ colour: red }', /tried\.yaml:7:\d+: /],
  ])('%s', (x, message) => expect(tried(x)).toThrow(message));

  test('a schedule of a zone that does not exist', () => {
    expect(() => schedulesFrom('s.yaml', SCHEDULES.replace('Asia/Shanghai', 'Asia/Atlantis'))).toThrow(
      's.yaml:4:15: unknown time zone Asia/Atlantis',
    );
  });

  test('rules that read an unknown rule or each other are refused; the others run', () => {
    const reads = (id: string, other: string) =>
      rule(
        `inputs: { d: { metric: water.depth, aggregate: last }, x: { rule: flood.${other}, gives: active } }\nvalue: d\nlevels: { blue: { when: x > 0.5 } }`,
        'underpass',
        id,
      );
    const { rules, problems } = checkReferences([
      ...[reads('a', 'b'), reads('b', 'a'), reads('c', 'nothing'), reads('d', 'c')],
      rule(
        'inputs: { d: { metric: water.depth, aggregate: last } }\nvalue: d\nlevels: { blue: { when: d > 5.0 } }',
        'underpass',
        'good',
      ),
      reads('e', 'good'),
    ]);
    expect(rules.map(({ id }) => id)).toEqual(['flood.good', 'flood.e']);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/a\.yaml:5:\d+: rules read each other in a circle: flood\.a reads flood\.b reads flood\.a/),
      expect.stringMatching(/b\.yaml:5:\d+: .*circle/),
      expect.stringMatching(/c\.yaml:5:\d+: unknown rule flood\.nothing/),
      expect.stringMatching(/d\.yaml:5:\d+: unknown rule flood\.c/),
    ]);
  });
});
