import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedParts, diffLines } from './text-diff.ts';

test('what stays, goes and comes, with its surroundings', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng';
  expect(changedParts(diffLines(before, before))).toEqual([]);
  const parts = changedParts(diffLines(before, before.replace('d', 'D')));
  expect(parts.map(({ mark, text }) => `${mark}${text}`)).toEqual(['…', ' b', ' c', '-d', '+D', ' e', ' f', '…']);
});

test('both texts can be read back out of any difference', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const lines = diffLines(before, after);
      const without = (mark: string) =>
        lines
          .filter((line) => line.mark !== mark)
          .map(({ text }) => text)
          .join('\n');
      expect(without('+')).toBe(before);
      expect(without('-')).toBe(after);
    }),
  );
});
