import { readFileSync } from 'node:fs';
import type { Asset } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains';
import { describe, expect, test } from 'vitest';
import { compileRule } from './compile-rule.ts';
import { ruleSchemaText } from './write-schema.ts';

const gauge = (id: string, attributes: Record<string, number>, lonDeg = 121.5): Asset => ({
  ...{ id, domain: 'flood', kind: 'tide-gauge', name: { zh: '站', en: 'Gauge' }, lonDeg, latDeg: 31.2, attributes },
});
const assets = [gauge('gauge-one', { warnM: 4.5, redM: 5 }), gauge('gauge-two', { warnM: 4.5 })];
const world = { domain: 'flood', metrics: metricStandards(), assets };

const GOOD = `id: flood.test
version: 1
name: { zh: 试, en: Test }
for: { kind: tide-gauge }
inputs:
  level: { metric: water.level, aggregate: last }
value: level
levels:
  yellow: { when: level >= asset.warnM, threshold: asset.warnM }
  red: { when: level >= asset.redM, threshold: asset.redM }
radiusM: 100
respondWithin: 10m
title: { zh: '{level:2} m', en: '{level:2} m' }
why: { zh: 高, en: high }
cause: { zh: 潮, en: tide }
consequence: { zh: 淹, en: flood }
action: { zh: 关闸, en: close the gate }
source: a table
`;

const compile = (text: string) => compileRule('rules/test.yaml', text, world);
/** The rule with one text replaced; the test fails when there is nothing to replace. */
const broken = (from: string, to: string) => {
  expect(GOOD).toContain(from);
  return () => compile(GOOD.replace(from, to));
};

test('a level whose attribute an asset lacks is not in force there', () => {
  const { watched } = compile(GOOD);
  expect(watched.map((each) => [each.asset.id, each.thresholds])).toEqual([
    ['gauge-one', [4.5, 5]],
    ['gauge-two', [4.5]],
  ]);
});

describe('what is wrong is named with file, line and column', () => {
  test('unknown metric', () => {
    expect(broken('water.level', 'water.levle')).toThrow('rules/test.yaml:6:20: unknown metric water.levle');
  });
  test('unknown variable in an expression', () => {
    expect(broken('level >= asset.warnM', 'levl >= asset.warnM')).toThrow(
      /test\.yaml:9:19: levels\.yellow\.when: Unknown variable: levl/,
    );
  });
  test('unknown attribute', () => {
    expect(broken('level >= asset.redM', 'level >= asset.readM')).toThrow(/test\.yaml:10:31: .*readM/);
  });
  test('type error', () => {
    expect(broken('when: level >= asset.warnM', 'when: level + asset.warnM')).toThrow(
      'levels.yellow.when: gives double where bool is needed',
    );
    expect(broken('when: level >= asset.warnM', 'when: level + 1 > 2.0')).toThrow(/double \+ int/);
  });
  test('thresholds that do not increase', () => {
    expect(broken('threshold: asset.redM', "threshold: '4.2'")).toThrow(
      /test\.yaml:9:3: thresholds of gauge-one are out of order: red 4\.2 is not above yellow 4\.5/,
    );
  });
  test('no action, no alarm', () => {
    expect(broken('action: { zh: 关闸, en: close the gate }\n', '')).toThrow(/must have required properties action/);
  });
  test('unknown asset kind', () => {
    expect(broken('kind: tide-gauge', 'kind: tide-guage')).toThrow(
      'rules/test.yaml:4:14: unknown asset kind tide-guage',
    );
  });
  test('unknown key', () => {
    expect(broken('radiusM: 100', 'radiusM: 100\nradius: 5')).toThrow('rules/test.yaml:12:1: unknown key radius');
  });
  test('an aggregate without its window', () => {
    expect(broken('aggregate: last', 'aggregate: slope')).toThrow(/slope needs a window/);
  });
  test('a name in a text that nobody fills in', () => {
    expect(broken("zh: '{level:2} m'", "zh: '{lvl:2} m'")).toThrow(/title names lvl/);
  });
  test('an override for an asset that is not there', () => {
    const override = 'overrides: [{ asset: gauge-nine, attributes: { warnM: 4 }, why: low bank }]\nradiusM';
    expect(broken('radiusM', override)).toThrow('rules/test.yaml:11:22: unknown asset gauge-nine');
  });
  test('not YAML at all', () => {
    expect(broken('version: 1', 'version: [1')).toThrow(/^rules\/test\.yaml:\d+:\d+: /);
  });
});

test('an override moves the line of one asset alone', () => {
  const override = 'overrides: [{ asset: gauge-two, attributes: { warnM: 4.1, redM: 4.9 }, why: low bank }]\nradiusM';
  const { watched } = compile(GOOD.replace('radiusM', override));
  expect(watched[1]?.thresholds).toEqual([4.1, 4.9]);
});

test('the published JSON Schema is the one in code', () => {
  expect(JSON.parse(readFileSync(new URL('./rule.schema.json', import.meta.url), 'utf8'))).toEqual(
    JSON.parse(ruleSchemaText()),
  );
});
