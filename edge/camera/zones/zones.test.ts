import { expect, test } from 'vitest';
import { coveredShare, gridInside, isInside, overlap, type Polygon, type RelativeBox } from './geometry.ts';
import { createZone, type SeenBox, WHOLE_VIEW } from './zone.ts';

const lane: Polygon = [
  [0.4, 0],
  [0.6, 0],
  [1, 1],
  [0, 1],
];

/** A box of the given size that stands on (x, y). */
const standing = (x: number, y: number, w = 0.1, h = 0.1): RelativeBox => ({ x: x - w / 2, y: y - h, w, h });
const seen = (cls: SeenBox['cls'], x: number, y: number, still = false): SeenBox => ({ ...standing(x, y), cls, still });

test('a point is inside a polygon by the even-odd rule, concave ones included', () => {
  expect(isInside(lane, 0.5, 0.5)).toBe(true);
  expect(isInside(lane, 0.1, 0.5)).toBe(false);
  const notched: Polygon = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0.5, 0.5],
    [0, 1],
  ];
  expect(isInside(notched, 0.5, 0.8)).toBe(false);
  expect(isInside(notched, 0.1, 0.8)).toBe(true);
});

test('the grid measures shares of an area', () => {
  const whole: Polygon = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const points = gridInside(whole, 20);
  expect(points).toHaveLength(400);
  expect(coveredShare(points, [{ x: 0, y: 0, w: 0.5, h: 0.5 }])).toBeCloseTo(0.25, 5);
  const twice = { x: 0.25, y: 0, w: 0.5, h: 0.5 };
  expect(coveredShare(points, [{ x: 0, y: 0, w: 0.5, h: 0.5 }, twice])).toBeCloseTo(0.375, 5);
  expect(gridInside(lane, 100).length / 10_000).toBeCloseTo(0.6, 1);
});

test('overlap of boxes', () => {
  const a = { x: 0, y: 0, w: 2, h: 2 };
  expect(overlap(a, a)).toBe(1);
  expect(overlap(a, { x: 1, y: 0, w: 2, h: 2 })).toBeCloseTo(1 / 3, 9);
  expect(overlap(a, { x: 2, y: 0, w: 2, h: 2 })).toBe(0);
});

test('a zone counts what stands in it, and one bad frame does not move the median', () => {
  const zone = createZone({ id: 'lane', polygon: lane, counts: ['vehicles'], capacity: 8 }, 1000);
  const inside = [seen('vehicle', 0.5, 0.4, true), seen('vehicle', 0.5, 0.9)];
  const frame = [...inside, seen('vehicle', 0.05, 0.2), seen('person', 0.5, 0.7)];
  expect(zone.measure(0)).toBeNull();
  for (const ms of [0, 100, 200]) zone.see(frame, ms);
  zone.see([], 300);
  zone.see([...frame, ...frame, ...frame], 400);
  expect(zone.measure(400)).toEqual({ vehicles: 2, twoWheelers: 0, queued: 1, people: 1, occupancyPercent: 25 });
  expect(zone.measure(2000)).toBeNull();
});

test('a vehicle cut by the lower border is in the view', () => {
  const zone = createZone(WHOLE_VIEW, 1000);
  zone.see([{ x: 0.4, y: 0.8, w: 0.2, h: 0.2, cls: 'vehicle', still: false }], 0);
  expect(zone.measure(0)?.vehicles).toBe(1);
});

test('without a capacity, occupancy is the covered share of the zone', () => {
  const zone = createZone(WHOLE_VIEW, 1000);
  const truck: SeenBox = { x: 0, y: 0, w: 0.5, h: 1, cls: 'vehicle', still: false };
  zone.see([truck], 0);
  expect(zone.measure(0)?.occupancyPercent).toBeCloseTo(50, 0);
});
