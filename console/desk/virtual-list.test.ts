import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorAfter } from './virtual-list.tsx';

test('rows that come and go above the chosen one never move it on the screen', () => {
  const steps = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 40 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 2000 }), (moves, start) => {
      let anchor = { scrollPx: start, padPx: 0 };
      let rowPx = 4000;
      const onScreen = rowPx + anchor.padPx - anchor.scrollPx;
      for (const rows of moves) {
        rowPx += rows * 40;
        anchor = anchorAfter(anchor, rows * 40);
        expect(anchor.scrollPx).toBeGreaterThanOrEqual(0);
        expect(anchor.padPx).toBeGreaterThanOrEqual(0);
        expect(rowPx + anchor.padPx - anchor.scrollPx).toBe(onScreen);
      }
    }),
  );
});
