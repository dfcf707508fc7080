import { DOMAINS, metricStandards } from '@chengyun/domains';
import { expect, test } from 'vitest';
import { loadRules } from '../rules/load-rules.ts';
import { scoreSurges } from './surge-set.ts';

const { rules } = loadRules(
  DOMAINS,
  metricStandards(),
  DOMAINS.flatMap((domain) => domain.assets),
);

test('surges are found half an hour ahead without crying wolf, on seeds that no number was chosen by', () => {
  const seeds = Array.from({ length: 60 }, (_, i) => 9_001 + i);
  const figures = scoreSurges(rules, seeds);
  expect(figures.events).toBeGreaterThanOrEqual(5);
  // Eight events: the one that may be missed is a water that just touches the crest.
  expect(figures.pod).toBeGreaterThanOrEqual(0.85);
  expect(figures.lead_30min_share).toBeGreaterThanOrEqual(0.85);
  expect(figures.far).toBeLessThanOrEqual(0.1);
});

test('the same seeds give the same figures', () => {
  expect(scoreSurges(rules, [1, 2, 3])).toEqual(scoreSurges(rules, [1, 2, 3]));
});
