import type { RuleState, RuleVersionState } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { mayStep } from './rule-life.tsx';

const version = (state: RuleState): RuleVersionState => ({
  ...{ rule: 'flood.tide-level', version: 2, sha256: '', author: 'engineer', state, approvedBy: null, steps: [] },
});
const engineer = { account: 'engineer', role: 'engineer' };
const operator = { account: 'operator', role: 'operator' };

test('nobody approves an own text; a second person may, once it was back-tested', () => {
  expect(mayStep(version('tested'), 'approve', engineer)).toBe(false);
  expect(mayStep(version('tested'), 'approve', operator)).toBe(true);
  expect(mayStep(version('draft'), 'approve', operator)).toBe(false);
});

test('only steps of the state and of the role are offered', () => {
  expect(mayStep(version('draft'), 'backtest', engineer)).toBe(true);
  expect(mayStep(version('draft'), 'backtest', operator)).toBe(false);
  expect(mayStep(version('approved'), 'live', engineer)).toBe(false);
  expect(mayStep(version('shadow'), 'live', engineer)).toBe(true);
  expect(mayStep(version('live'), 'rollback', operator)).toBe(true);
});
