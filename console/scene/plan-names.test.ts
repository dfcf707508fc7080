import { expect, test } from 'vitest';
import { placePlanNames } from './plan-names.ts';

const name = { text: '吴淞口', lonDeg: 121.5, latDeg: 31.4, anchor: 'start', dx: 0.6, dy: 0 } as const;
const picture = { w: 200, h: 200 };
const place = { name, x: 100, y: 100 };

test('a name stands where the map says while nothing lies there', () => {
  expect(placePlanNames([place], [], picture, 10)).toEqual([{ x: 106, y: 103, anchor: 'start' }]);
});

test('it leaves the side on which glyphs lie, and the picture never', () => {
  const glyph = { x: 105, y: 92, w: 14, h: 14 };
  expect(placePlanNames([place], [glyph], picture, 10)).toEqual([{ x: 94, y: 103, anchor: 'end' }]);
  const atEdge = { ...place, x: 20 };
  const [spot] = placePlanNames([atEdge], [{ ...glyph, x: 25 }], picture, 10);
  expect(spot?.anchor).not.toBe('end');
});

test('two names of one place do not cover each other', () => {
  const [a, b] = placePlanNames([place, place], [], picture, 10);
  expect(b).not.toEqual(a);
});
