import fc from 'fast-check';
import { expect, test } from 'vitest';
import { K_MIN, suppressed } from './k-anonymous.ts';

const counts = fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.nat({ max: 60 }), { maxKeys: 12 });

test('no count of one to nine is ever published, and none can be told from the sum of all', () => {
  fc.assert(
    fc.property(counts, (made) => {
      const of = new Map(Object.entries(made));
      const shown = suppressed(of);
      for (const [key, count] of shown) if (count !== null) expect(count % K_MIN, key).toBe(0);
      const small = [...of.values()].filter((count) => count > 0 && count < K_MIN);
      const hidden = [...shown.values()].filter((count) => count === null).length;
      const positive = [...of.values()].filter((count) => count > 0).length;
      if (small.length > 0 && positive > 1) expect(hidden).toBeGreaterThan(1);
    }),
  );
});

test('a count of nine is not published, one of ten is; an empty district is said to be empty', () => {
  // Nineteen is ten: one more report of a neighbour changes nothing that can be seen.
  expect([
    ...suppressed(
      new Map([
        ['a', 9],
        ['b', 4],
        ['c', 19],
        ['d', 0],
      ]),
    ),
  ]).toEqual([
    ['a', null],
    ['b', null],
    ['c', 10],
    ['d', 0],
  ]);
});
