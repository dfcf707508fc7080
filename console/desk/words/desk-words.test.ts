import { VERDICTS } from '@chengyun/contracts/explanation.ts';
import { QUALITY_FLAGS } from '@chengyun/contracts/quality.ts';
import { RULE_STATES, RULE_STEPS } from '@chengyun/contracts/rule-steps.ts';
import { expect, test } from 'vitest';
import { en as pageEn } from '../pages/words/en.ts';
import { isPageWordKey } from '../pages/words/say-page.ts';
import { zh as pageZh } from '../pages/words/zh.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

test.each([
  ['desk', zh, en],
  ['pages', pageZh, pageEn],
])('%s: both languages say the same keys with the same parameters, and nothing is empty', (_name, first, second) => {
  expect(Object.keys(second).sort()).toEqual(Object.keys(first).sort());
  const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  const english = new Map<string, string>(Object.entries(second));
  for (const [key, text] of Object.entries(first)) {
    expect(text.trim(), key).not.toBe('');
    expect(english.get(key)?.trim(), key).not.toBe('');
    expect(parameters(english.get(key) ?? ''), key).toEqual(parameters(text));
  }
});

test('every verdict, quality flag, state and step of a rule has its word', () => {
  const keys = [
    ...VERDICTS.map((verdict) => `verdict.${verdict}`),
    ...QUALITY_FLAGS.map((flag) => `flag.${flag}`),
    ...RULE_STATES.map((state) => `rules.state.${state}`),
    ...RULE_STEPS.map((step) => `rules.step.${step}`),
  ];
  for (const key of keys) expect(isPageWordKey(key), key).toBe(true);
});
