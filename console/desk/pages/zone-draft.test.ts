import { type CameraShapes, CameraShapesSchema, faultOfShapes } from '@chengyun/contracts';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import {
  addShape,
  change,
  chooseNext,
  chosenOf,
  cornersOf,
  type Draft,
  draftFrom,
  EMPTY_DRAFT,
  insertCorner,
  isFull,
  moveShape,
  nudgeCorner,
  placeCorner,
  placeMetres,
  removeCorner,
  removeShape,
  setDirection,
  setZoneKind,
  shapesFrom,
  turnDirection,
  turnLine,
} from './zone-draft.ts';
import { areaM2Of, faultOf } from './zone-faults.ts';

const triangle = [
  [0, 0],
  [0.5, 0],
  [0, 0.5],
] as const;
const shapes: CameraShapes = {
  zones: [
    { id: 'lanes', label: 'Inbound', asset: 'road', polygon: triangle, counts: ['vehicles'], capacity: 12 },
    { id: 'kerb', polygon: triangle, counts: ['people'] },
    { id: 'quay', polygon: triangle, counts: [], kind: 'water' },
    { id: 'left-lane', polygon: triangle, counts: [], kind: 'lane', direction: [triangle[0], triangle[1]] },
  ],
  masks: [{ id: 'door', polygon: triangle }],
  lines: [{ id: 'stop', asset: 'road', ends: [triangle[0], triangle[1]], counts: 'people' }],
  ground: {
    image: [
      [0, 1],
      [1, 1],
      [0.8, 0],
      [0.2, 0],
    ],
    metres: [
      [0, 0],
      [8, 0],
      [8, 30],
      [0, 30],
    ],
  },
};
const outline = (draft: Draft) => chosenOf(draft)?.polygon;

test('what cannot be saved is said before it is sent', () => {
  const draft = draftFrom(shapes);
  const drawn = draft.shapes;
  const [zone, line] = [drawn[0], drawn.find(({ kind }) => kind === 'line')];
  expect(drawn.map((shape) => faultOf(shape, draft))).toEqual(drawn.map(() => null));
  expect(faultOf({ ...zone!, counts: [] }, draft)).toBe('counts-nothing');
  expect(faultOf({ ...zone!, capacity: 0 }, draft)).toBe('no-such-capacity');
  expect(faultOf({ ...zone!, polygon: [triangle[0], triangle[1], [0.2, 0]] }, draft)).toBe('covers-nothing');
  expect(faultOf({ ...line!, polygon: [triangle[0], triangle[0]] }, draft)).toBe('too-short');
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
  expect(chooseNext(draft, -1).chosenId).toBe('#ground');
  expect(chooseNext(chooseNext(draft, -1), -1).chosenId).toBe('door');
  expect(chooseNext(chooseNext(draft, -1), 1).chosenId).toBe('lanes');
  const renamed = change(draft, { label: ' Outbound ', capacity: null });
  expect(shapesFrom(renamed).zones[0]).toEqual({
    ...{ id: 'lanes', label: 'Outbound', asset: 'road', polygon: triangle, counts: ['vehicles'] },
  });
  expect(shapesFrom(renamed).zones[1]).toEqual(shapes.zones[1]);
});

test('a zone may be of a kind; only a lane has a direction, which is drawn and turned like corners', () => {
  const lane = setDirection(setZoneKind(addShape(EMPTY_DRAFT, 'zone', 'road'), 'lane'), true);
  const [from, to] = chosenOf(lane)!.direction!;
  expect([from[0], to[0], from[1] < to[1]]).toEqual([0.5, 0.5, true]);
  expect(cornersOf(chosenOf(lane)!)).toHaveLength(6);
  const pulled = placeCorner({ ...lane, corner: 5 }, 0.4, 0.6);
  expect(shapesFrom(turnDirection(pulled)).zones[0]).toMatchObject({ kind: 'lane', direction: [[0.4, 0.6], from] });
  expect([insertCorner({ ...lane, corner: 5 }), removeCorner({ ...lane, corner: 4 })]).toEqual([
    { ...lane, corner: 5 },
    { ...lane, corner: 4 },
  ]);
  expect(chosenOf(moveShape(lane, 0.1, 0))!.direction![0][0]).toBeCloseTo(0.6, 6);
  const water = setZoneKind({ ...lane, corner: 5 }, 'water');
  expect([chosenOf(water)!.direction, water.corner]).toEqual([null, 3]);
  const short = placeCorner({ ...lane, corner: 5 }, from[0], from[1]);
  expect(faultOf(chosenOf(short)!, short)).toBe('short-direction');
  expect(shapesFrom(setZoneKind(lane, null)).zones[0]).not.toHaveProperty('kind');
});

test('four ground points are set once, with their metres, and tie zones to square metres', () => {
  const zone = setZoneKind(addShape(EMPTY_DRAFT, 'zone', 'square'), 'crowd');
  expect(faultOf(chosenOf(zone)!, zone)).toBe('needs-ground');
  const draft = addShape(zone, 'ground', null);
  expect(isFull(draft, 'ground')).toBe(true);
  expect(shapesFrom(draft)).toMatchObject({
    zones: [{ id: 'zone-1' }],
    ground: {
      metres: [
        [0, 0],
        [10, 0],
        [10, 20],
        [0, 20],
      ],
    },
  });
  expect([insertCorner(draft), removeCorner(draft)]).toEqual([draft, draft]);
  const ground = chosenOf(draft)!;
  expect([faultOf(ground, draft), areaM2Of(ground, draft)]).toEqual([null, expect.closeTo(200, 6)]);
  const wider = placeMetres(placeMetres(draft, 1, [20, 0]), 2, [20, 20]);
  expect(areaM2Of(chosenOf(wider)!, wider)).toBeCloseTo(400, 6);
  expect(faultOf(wider.shapes[0]!, wider)).toBeNull();
  const crossed = placeMetres(draft, 1, [10, 30]);
  expect(faultOf(chosenOf(crossed)!, crossed)).toBe('unusable-ground');
  const untyped = placeMetres(draft, 1, [Number.NaN, 0]);
  expect(faultOf(chosenOf(untyped)!, untyped)).toBe('unusable-ground');
  const high = { ...placeCorner({ ...wider, chosenId: 'zone-1', corner: 0 }, 0.35, 0) };
  expect(faultOf(chosenOf(high)!, high)).toBe('beyond-horizon');
  expect(shapesFrom(removeShape(draft, ground.id))).not.toHaveProperty('ground');
});

test('what the desk lets through the centre takes, whatever is drawn', () => {
  const lane = setDirection(setZoneKind(addShape(EMPTY_DRAFT, 'zone', 'road'), 'lane'), true);
  const draft = addShape(addShape(addShape(lane, 'line', 'road'), 'mask', null), 'ground', null);
  expect(draft.shapes.map((shape) => faultOf(shape, draft))).toEqual([null, null, null, null]);
  expect(Check(CameraShapesSchema, shapesFrom(draft))).toBe(true);
  expect(faultOfShapes(shapesFrom(draft))).toBeNull();
  expect(shapesFrom(draftFrom(shapesFrom(draft)))).toEqual(shapesFrom(draft));
});
