import type { CameraShapes } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import {
  addShape,
  change,
  chooseNext,
  chosenOf,
  type Draft,
  draftFrom,
  EMPTY_DRAFT,
  faultOf,
  insertCorner,
  isFull,
  moveShape,
  nudgeCorner,
  placeCorner,
  removeCorner,
  removeShape,
  shapesFrom,
  turnLine,
} from './zone-draft.ts';

const triangle = [
  [0, 0],
  [0.5, 0],
  [0, 0.5],
] as const;
const shapes: CameraShapes = {
  zones: [
    { id: 'lanes', label: 'Inbound', asset: 'road', polygon: triangle, counts: ['vehicles'], capacity: 12 },
    { id: 'kerb', polygon: triangle, counts: ['people'] },
  ],
  masks: [{ id: 'door', polygon: triangle }],
  lines: [{ id: 'stop', asset: 'road', ends: [triangle[0], triangle[1]] }],
};
const outline = (draft: Draft) => chosenOf(draft)?.polygon;

test('what cannot be saved is said before it is sent', () => {
  const [zone, , line] = draftFrom(shapes).shapes;
  expect(draftFrom(shapes).shapes.map(faultOf)).toEqual([null, null, null, null]);
  expect(faultOf({ ...zone!, counts: [] })).toBe('counts-nothing');
  expect(faultOf({ ...zone!, capacity: 0 })).toBe('no-such-capacity');
  expect(faultOf({ ...zone!, polygon: [triangle[0], triangle[1], [0.2, 0]] })).toBe('covers-nothing');
  expect(faultOf({ ...line!, polygon: [triangle[0], triangle[0]] })).toBe('too-short');
});

test('a line has two ends, stays straight and can be turned round', () => {
  const line = addShape(EMPTY_DRAFT, 'line', 'road');
  expect(outline(line)).toHaveLength(2);
  expect([insertCorner(line), removeCorner(line)]).toEqual([line, line]);
  expect(outline(turnLine(line))).toEqual([...outline(line)!].reverse());
  expect(shapesFrom(line).lines).toMatchObject([{ id: 'line-1', asset: 'road', ends: outline(line)! }]);
});

test('what is drawn is saved as it was read', () => {
  expect(shapesFrom(draftFrom(shapes))).toEqual(shapes);
  expect(draftFrom(shapes).chosenId).toBe('lanes');
});

test('a new shape is a square in the middle with an id of its own', () => {
  const one = addShape(EMPTY_DRAFT, 'zone', 'road');
  const two = addShape(removeShape(addShape(one, 'zone', 'road'), 'zone-1'), 'zone', 'road');
  expect(two.shapes.map(({ id }) => id)).toEqual(['zone-2', 'zone-1']);
  expect(shapesFrom(one).zones[0]).toMatchObject({ id: 'zone-1', asset: 'road', counts: ['vehicles'] });
  let full = EMPTY_DRAFT;
  for (let n = 0; n < 20; n += 1) full = addShape(full, 'mask', null);
  expect([full.shapes.length, isFull(full, 'mask'), isFull(full, 'zone')]).toEqual([16, true, false]);
});

test('corners move, and stay inside of the picture', () => {
  const draft = { ...draftFrom(shapes), corner: 1 };
  expect(outline(placeCorner(draft, 0.25, 0.75))?.[1]).toEqual([0.25, 0.75]);
  expect(outline(nudgeCorner(draft, 0.005, -0.005))?.[1]).toEqual([0.505, 0]);
  expect(outline(placeCorner(draft, 7, -3))?.[1]).toEqual([1, 0]);
});

test('a corner is put behind the chosen one, and taken away down to three', () => {
  const more = insertCorner({ ...draftFrom(shapes), corner: 2 });
  expect([more.corner, outline(more)]).toEqual([3, [...triangle, [0, 0.25]]]);
  const less = removeCorner(more);
  expect([less.corner, outline(less)]).toEqual([2, triangle]);
  expect(removeCorner(less)).toBe(less);
});

test('a shape moves as a whole as far as the picture allows', () => {
  expect(outline(moveShape(draftFrom(shapes), 0.9, 0.1))).toEqual([
    [0.5, 0.1],
    [1, 0.1],
    [0.5, 0.6],
  ]);
});

test('shapes are gone through in a circle, and only the chosen one changes', () => {
  const draft = draftFrom(shapes);
  expect(chooseNext(draft, -1).chosenId).toBe('door');
  expect(chooseNext(chooseNext(draft, -1), 1).chosenId).toBe('lanes');
  const renamed = change(draft, { label: ' Outbound ', capacity: null });
  expect(shapesFrom(renamed).zones[0]).toEqual({
    ...{ id: 'lanes', label: 'Outbound', asset: 'road', polygon: triangle, counts: ['vehicles'] },
  });
  expect(shapesFrom(renamed).zones[1]).toEqual(shapes.zones[1]);
});
