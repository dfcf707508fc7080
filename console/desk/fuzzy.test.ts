import { expect, test } from 'vitest';
import { fuzzyScore } from './fuzzy.ts';

const best = (typed: string, texts: readonly string[]) =>
  texts
    .flatMap((text) => (fuzzyScore(typed, text) === null ? [] : [{ text, score: fuzzyScore(typed, text)! }]))
    .sort((a, b) => b.score - a.score)[0]?.text;

test('letters in order are found, others are not', () => {
  expect(fuzzyScore('hpk', 'Huangpu Park')).not.toBeNull();
  expect(fuzzyScore('kph', 'Huangpu Park')).toBeNull();
  expect(fuzzyScore('', 'anything')).toBe(0);
});

test('a piece as it stands wins over scattered letters, the beginning of a word over its middle, short over long', () => {
  expect(best('rule', ['Resume the drill above', 'Rules'])).toBe('Rules');
  expect(best('hp', ['Shopping quay', 'Huangpu Park'])).toBe('Huangpu Park');
  expect(best('吴淞', ['黄浦公园水位 吴淞高程', '吴淞口'])).toBe('吴淞口');
});
