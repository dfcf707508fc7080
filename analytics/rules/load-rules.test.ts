import { DOMAINS, metricStandards } from '@chengyun/domains';
import { expect, test } from 'vitest';
import { loadRules, readDomainFiles, ruleIdIn } from './load-rules.ts';

const assets = DOMAINS.flatMap((domain) => domain.assets);

test('every rule of the domains loads and watches something', () => {
  const { rules, problems } = loadRules(DOMAINS, metricStandards(), assets);
  expect(problems.map((problem) => problem.message)).toEqual([]);
  expect(rules.map((rule) => rule.id)).toEqual([
    'flood.depth-stuck',
    'flood.heavy-rain',
    'flood.level-stuck',
    'flood.overtopping',
    'flood.pump-tripped',
    'flood.surge',
    'flood.tide-level',
    'flood.tide-outlook',
    'flood.underpass',
    'safety.crowd',
    'safety.fire-lane',
    'safety.person-in-water',
    'traffic.camera-health',
    'traffic.congestion',
    'traffic.stopped-vehicle',
    'traffic.wrong-way',
  ]);
  for (const rule of rules) expect(rule.watched.length, rule.id).toBeGreaterThan(0);
});

test('every rule has a procedure for the person who is sent', () => {
  const { rules } = loadRules(DOMAINS, metricStandards(), assets);
  const procedures = Object.assign({}, ...DOMAINS.map((domain) => domain.procedures)) as Record<string, unknown>;
  for (const rule of rules) expect(procedures[rule.id], rule.id).toBeDefined();
});

test('a gauge with one published line is watched at that level alone', () => {
  const { rules } = loadRules(DOMAINS, metricStandards(), assets);
  const tide = rules.find((rule) => rule.id === 'flood.tide-level')!;
  const levelsOf = (id: string) => tide.watched.find((each) => each.asset.id === id)?.levels.map((each) => each.level);
  expect(levelsOf('gauge-wusongkou')).toEqual(['blue']);
  expect(levelsOf('gauge-huangpu-park')).toEqual(['blue', 'yellow', 'orange', 'red']);
  expect(levelsOf('gauge-yangsi')).toBeUndefined();
});

test('a text in place of a file replaces it, and one of no domain is refused with its line', () => {
  const flood = readDomainFiles(DOMAINS[0]!, 'rules').find(({ text }) => ruleIdIn(text)?.id === 'flood.tide-level')!;
  const draft = { file: 'draft.yaml', text: flood.text.replace(/^version: \d+/m, 'version: 99') };
  const stray = { file: 'stray.yaml', text: '# nobody\nid: sky.cloud\n' };
  const changes = { instead: [draft, stray], without: new Set(['flood.surge']) };
  const { rules, problems } = loadRules(DOMAINS, metricStandards(), assets, changes);
  expect(rules.find(({ id }) => id === 'flood.tide-level')).toMatchObject({ version: 99, file: 'draft.yaml' });
  expect(rules.some(({ id }) => id === 'flood.surge')).toBe(false);
  expect(problems.map(({ message }) => message)).toEqual([
    'stray.yaml:2:1: rule "sky.cloud" begins with none of the domains: flood, traffic, safety',
  ]);
});
