import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInside, type Polygon } from '../zones/geometry.ts';
import { boxesOfPolygon } from './mask-boxes.ts';

const within = (boxes: ReturnType<typeof boxesOfPolygon>, x: number, y: number) =>
  boxes.some((box) => x >= box.x - 1e-9 && x <= box.x + box.w + 1e-9 && y >= box.y - 1e-9 && y <= box.y + box.h + 1e-9);

test('an upright rectangle is one rectangle', () => {
  const door: Polygon = [
    [0.25, 0.5],
    [0.5, 0.5],
    [0.5, 1],
    [0.25, 1],
  ];
  const [box, ...more] = boxesOfPolygon(door);
  expect(more).toEqual([]);
  expect([box?.x, box?.y, box?.w, box?.h].map((value) => value?.toFixed(6))).toEqual(
    [0.25, 0.5, 0.25, 0.5].map((value) => value.toFixed(6)),
  );
});

test('what lies between the arms of a concave polygon stays visible', () => {
  const fork: Polygon = [
    [0, 0],
    [0.2, 0],
    [0.2, 0.8],
    [0.8, 0.8],
    [0.8, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const boxes = boxesOfPolygon(fork);
  expect(within(boxes, 0.5, 0.4)).toBe(false);
  expect(within(boxes, 0.1, 0.4) && within(boxes, 0.9, 0.4) && within(boxes, 0.5, 0.9)).toBe(true);
});

test('no point of any star-shaped polygon is left uncovered', () => {
  const corner = fc.tuple(fc.double({ min: 0.05, max: 0.5, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(corner, { minLength: 3, maxLength: 12 }),
      fc.array(corner, { minLength: 20 }),
      (arms, points) => {
        const polygon: Polygon = arms.map(([radius], index) => {
          const angle = (index / arms.length) * 2 * Math.PI;
          return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
        });
        const boxes = boxesOfPolygon(polygon);
        for (const [a, y] of points) if (isInside(polygon, a * 2, y)) expect(within(boxes, a * 2, y)).toBe(true);
      },
    ),
  );
});
