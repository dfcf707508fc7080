/** Every example of the language reference is a rule that loads. */
import { readFileSync } from 'node:fs';
import { DOMAINS, metricStandards } from '@chengyun/domains';
import { expect, test } from 'vitest';
import { ruleText } from '../engine/made-rules.ts';
import { compileRule } from './compile-rule.ts';
import { loadSchedules } from './load-schedules.ts';
import { AGGREGATES } from './rule-schema.ts';

const text = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!.trimEnd());
const world = {
  domain: 'flood',
  metrics: metricStandards(),
  assets: DOMAINS.flatMap((domain) => domain.assets),
  schedules: loadSchedules(DOMAINS).schedules,
};

test('there is an example for every form of input, and every aggregate is named', () => {
  expect(examples.length).toBeGreaterThanOrEqual(6);
  for (const key of ['metric:', 'from:', 'rule:', 'sequence:', 'schedule:', 'forecast:']) {
    expect(
      examples.some((example) => example.includes(key)),
      key,
    ).toBe(true);
  }
  for (const aggregate of AGGREGATES) expect(text).toContain(`\`${aggregate}\``);
});

test.each(examples)('%s', (example) => {
  const inputs = example.split('\n').map((line) => `  ${line}`);
  if (!/^ {2}depth: \{ metric/m.test(inputs.join('\n'))) {
    inputs.unshift('  depth: { metric: water.depth, aggregate: last }');
  }
  const names = inputs.map((line) => line.trim().split(':')[0]!);
  const when = names.map((name) => `${name} > 0.0`).join(' && ');
  const body = `inputs:\n${inputs.join('\n')}\nvalue: depth\nlevels: { blue: { when: "${when}" } }`;
  const rule = compileRule('example.yaml', ruleText('example', 'underpass', body), world);
  expect(rule.watched.length).toBeGreaterThan(0);
  expect(rule.inputs.length + rule.derived.length).toBe(names.length);
});
