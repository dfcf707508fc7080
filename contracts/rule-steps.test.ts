import { expect, test } from 'vitest';
import { courseKey, foldRuleSteps, type RuleStep, type RuleStepKind, refusalOfStep } from './rule-steps.ts';

const SHA = 'a'.repeat(64);
let offset = 0;
const step = (kind: RuleStepKind, actor: string, version = 2): RuleStep => {
  offset += 1;
  return { fact: `f${offset}`, offset, rule: 'flood.x', version, step: kind, sha256: SHA, actor, at: 0, note: '' };
};
const whole = (version: number) => [
  step('submit', 'ann', version),
  step('backtest', 'ann', version),
  step('approve', 'bob', version),
  step('shadow', 'ann', version),
  step('live', 'ann', version),
];
const stateOf = (steps: readonly RuleStep[], version: number) =>
  foldRuleSteps(steps)
    .versions.get('flood.x')
    ?.find((each) => each.version === version)?.state;

test('a version goes the whole way and is in force', () => {
  const { inForce, shadow } = foldRuleSteps(whole(2));
  expect(inForce.get('flood.x')).toMatchObject({ version: 2, author: 'ann', approvedBy: 'bob', state: 'live' });
  expect(shadow).toEqual([]);
});

test.each([
  ['live', [], 'never submitted'],
  ['live', ['submit'], 'after a back-test and the approval of a second person'],
  ['approve', ['submit'], 'approved after a back-test'],
  ['shadow', ['submit', 'backtest'], 'once a second person has approved'],
  ['live', ['submit', 'backtest', 'approve'], 'goes live from shadow'],
] as const)('%s after %j is refused with a sentence and changes nothing', (kind, before, sentence) => {
  const steps = before.map((each) => step(each, each === 'approve' ? 'bob' : 'ann'));
  const next = step(kind, 'bob');
  expect(refusalOfStep(steps, next)).toContain(sentence);
  expect(courseKey(foldRuleSteps([...steps, next]))).toBe(courseKey(foldRuleSteps(steps)));
});

test('the author cannot approve, whatever reaches the log', () => {
  const steps = [step('submit', 'ann'), step('backtest', 'ann')];
  expect(refusalOfStep(steps, step('approve', 'ann'))).toContain('a second person has to approve it');
  expect(stateOf([...steps, step('approve', 'ann')], 2)).toBe('tested');
});

test('a later version retires the one before; one step takes each change back', () => {
  const steps = [...whole(2), ...whole(3)];
  expect(stateOf(steps, 2)).toBe('retired');
  const once = [...steps, step('rollback', 'op', 3)];
  expect(foldRuleSteps(once).inForce.get('flood.x')?.version).toBe(2);
  expect(stateOf(once, 3)).toBe('retired');
  const twice = [...once, step('rollback', 'op', 2)];
  expect(foldRuleSteps(twice).inForce.has('flood.x')).toBe(false);
  expect(refusalOfStep(twice, step('rollback', 'op', 2))).toBe('flood.x has no change to take back.');
});

test('a retired live version takes the rule out, and roll-back brings it back', () => {
  const out = [...whole(2), step('retire', 'ann')];
  expect(foldRuleSteps(out).inForce.get('flood.x')).toBeNull();
  expect(foldRuleSteps([...out, step('rollback', 'ann')]).inForce.get('flood.x')?.version).toBe(2);
});

test('one version is one text', () => {
  expect(refusalOfStep(whole(2), step('submit', 'ann', 2))).toContain('was submitted before');
  expect(refusalOfStep(whole(2), { ...step('retire', 'ann'), sha256: 'b'.repeat(64) })).toContain('another text');
});
