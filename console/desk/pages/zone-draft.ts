/**
 * What is being drawn on a camera's picture: zones, lines and masks, which of them is chosen and which of its corners.
 * Pure; mouse and keyboard end in the same few moves. Corners are in parts of the picture and stay inside of it.
 */
import type { CameraShapes } from '@chengyun/contracts';
import {
  CORNERS_MAX,
  CORNERS_MIN,
  type Counted,
  LINES_MAX,
  MASKS_MAX,
  ZONES_MAX,
} from '@chengyun/contracts/camera-limits.ts';
import { type Corner, faultOfPolygon, isLongEnough, type PolygonFault } from '@chengyun/contracts/polygon.ts';

export const SHAPE_KINDS = ['zone', 'line', 'mask'] as const;
export type ShapeKind = (typeof SHAPE_KINDS)[number];

export interface DrawnShape {
  readonly id: string;
  readonly kind: ShapeKind;
  /** Empty: it has none. */
  readonly label: string;
  /** The outline; of a line its two ends. */
  readonly polygon: readonly Corner[];
  /** Of zones and lines. Null: the camera's first one. */
  readonly asset: string | null;
  readonly counts: readonly Counted[];
  readonly capacity: number | null;
}

export interface Draft {
  readonly shapes: readonly DrawnShape[];
  readonly chosenId: string | null;
  /** Index of the chosen corner in the chosen shape. */
  readonly corner: number;
}

export const EMPTY_DRAFT: Draft = { shapes: [], chosenId: null, corner: 0 };

export function draftFrom({ zones, masks, lines = [] }: CameraShapes): Draft {
  const shapes: DrawnShape[] = [
    ...zones.map(({ id, label = '', polygon, asset = null, counts, capacity = null }) => ({
      ...{ id, kind: 'zone' as const, label, polygon, asset, counts, capacity },
    })),
    ...lines.map(({ id, label = '', ends, asset = null }) => ({
      ...{ id, kind: 'line' as const, label, polygon: ends, asset, counts: [], capacity: null },
    })),
    ...masks.map(({ id, label = '', polygon }) => ({
      ...{ id, kind: 'mask' as const, label, polygon, asset: null, counts: [], capacity: null },
    })),
  ];
  return { shapes, chosenId: shapes[0]?.id ?? null, corner: 0 };
}

export function shapesFrom({ shapes }: Draft): CameraShapes {
  const of = (wanted: ShapeKind) => shapes.filter(({ kind }) => kind === wanted);
  const called = ({ id, label }: DrawnShape) => ({ id, ...(label.trim() === '' ? {} : { label: label.trim() }) });
  const forAsset = ({ asset }: DrawnShape) => (asset === null ? {} : { asset });
  const zones = of('zone').map((shape) => ({
    ...{ ...called(shape), ...forAsset(shape), polygon: shape.polygon, counts: shape.counts },
    ...(shape.capacity === null ? {} : { capacity: shape.capacity }),
  }));
  const lines = of('line').map((shape) => {
    const [first = ORIGIN, second = ORIGIN] = shape.polygon;
    return { ...called(shape), ...forAsset(shape), ends: [first, second] as const };
  });
  const masks = of('mask').map((shape) => ({ ...called(shape), polygon: shape.polygon }));
  return { zones, masks, ...(lines.length === 0 ? {} : { lines }) };
}

const ORIGIN: Corner = [0, 0];

export type ShapeFault = PolygonFault | 'too-short' | 'counts-nothing' | 'no-such-capacity';

/** Why the shape cannot be saved, or null. */
export function faultOf({ kind, polygon, counts, capacity }: DrawnShape): ShapeFault | null {
  if (kind === 'line') return isLongEnough([polygon[0] ?? ORIGIN, polygon[1] ?? ORIGIN]) ? null : 'too-short';
  const fault = faultOfPolygon(polygon);
  if (fault !== null || kind === 'mask') return fault;
  if (counts.length === 0) return 'counts-nothing';
  return capacity === null || (capacity >= 1 && capacity <= CAPACITY_MAX) ? null : 'no-such-capacity';
}

/** Cars that fit a zone, at most. */
export const CAPACITY_MAX = 1000;

export const chosenOf = (draft: Draft): DrawnShape | null =>
  draft.shapes.find(({ id }) => id === draft.chosenId) ?? null;

const MOST: Readonly<Record<ShapeKind, number>> = { zone: ZONES_MAX, line: LINES_MAX, mask: MASKS_MAX };

export const isFull = ({ shapes }: Draft, kind: ShapeKind): boolean =>
  shapes.filter((shape) => shape.kind === kind).length >= MOST[kind];

/** A square in the middle, to be pulled into place; of a line its upper edge, which counts what comes nearer. */
const FIRST_OUTLINE: readonly Corner[] = [
  [0.35, 0.35],
  [0.65, 0.35],
  [0.65, 0.65],
  [0.35, 0.65],
];

export function addShape(draft: Draft, kind: ShapeKind, asset: string | null): Draft {
  if (isFull(draft, kind)) return draft;
  let n = 1;
  while (draft.shapes.some(({ id }) => id === `${kind}-${n}`)) n += 1;
  const shape: DrawnShape = {
    ...{ id: `${kind}-${n}`, kind, label: '', capacity: null },
    polygon: kind === 'line' ? FIRST_OUTLINE.slice(0, 2) : FIRST_OUTLINE,
    asset: kind === 'mask' ? null : asset,
    counts: kind === 'zone' ? ['vehicles'] : [],
  };
  return { shapes: [...draft.shapes, shape], chosenId: shape.id, corner: 0 };
}

export function removeShape(draft: Draft, removedId: string): Draft {
  const shapes = draft.shapes.filter(({ id }) => id !== removedId);
  return { shapes, chosenId: shapes[0]?.id ?? null, corner: 0 };
}

export function choose(draft: Draft, chosenId: string, corner = 0): Draft {
  return { ...draft, chosenId, corner };
}

/** The shape after or before the chosen one, round and round. */
export function chooseNext(draft: Draft, by: 1 | -1): Draft {
  const { shapes } = draft;
  const at = shapes.findIndex(({ id }) => id === draft.chosenId);
  const next = shapes[(at + by + shapes.length) % Math.max(1, shapes.length)];
  return next ? choose(draft, next.id) : draft;
}

export function change(draft: Draft, part: Partial<Omit<DrawnShape, 'id' | 'kind'>>): Draft {
  return {
    ...draft,
    shapes: draft.shapes.map((shape) => (shape.id === draft.chosenId ? { ...shape, ...part } : shape)),
  };
}

/** Finer than any decoder's pixel, short enough to be read. */
const inside = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;

/** Puts the chosen corner there. */
export function placeCorner(draft: Draft, x: number, y: number): Draft {
  const { polygon = [] } = chosenOf(draft) ?? {};
  return change(draft, {
    polygon: polygon.map((corner, index) => (index === draft.corner ? [inside(x), inside(y)] : corner)),
  });
}

export function nudgeCorner(draft: Draft, byX: number, byY: number): Draft {
  const corner = chosenOf(draft)?.polygon[draft.corner];
  return corner ? placeCorner(draft, corner[0] + byX, corner[1] + byY) : draft;
}

/** Moves the chosen shape as a whole, as far as the picture allows. */
export function moveShape(draft: Draft, byX: number, byY: number): Draft {
  const { polygon = [] } = chosenOf(draft) ?? {};
  const room = (values: readonly number[], by: number) =>
    Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), by));
  const dx = room(
    polygon.map(([x]) => x),
    byX,
  );
  const dy = room(
    polygon.map(([, y]) => y),
    byY,
  );
  return change(draft, { polygon: polygon.map(([x, y]) => [inside(x + dx), inside(y + dy)]) });
}

/** The middle between a corner and the next one. */
export function middleAfter(polygon: readonly Corner[], index: number): Corner {
  const [a, b] = [polygon[index], polygon[(index + 1) % polygon.length]];
  return a && b ? [inside((a[0] + b[0]) / 2), inside((a[1] + b[1]) / 2)] : [0, 0];
}

/** A new corner in the middle of the edge behind the chosen one; it is chosen. A line stays straight. */
export function insertCorner(draft: Draft, after = draft.corner): Draft {
  const { polygon = [], kind = 'line' } = chosenOf(draft) ?? {};
  if (kind === 'line' || polygon.length >= CORNERS_MAX) return draft;
  const corners = polygon.toSpliced(after + 1, 0, middleAfter(polygon, after));
  return { ...change(draft, { polygon: corners }), corner: after + 1 };
}

/** Turns a line round, so that it counts what comes the other way. */
export function turnLine(draft: Draft): Draft {
  return change(draft, { polygon: [...(chosenOf(draft)?.polygon ?? [])].reverse() });
}

/** Takes the chosen corner away; three stay. */
export function removeCorner(draft: Draft): Draft {
  const { polygon = [] } = chosenOf(draft) ?? {};
  if (polygon.length <= CORNERS_MIN) return draft;
  return {
    ...change(draft, { polygon: polygon.toSpliced(draft.corner, 1) }),
    corner: Math.max(0, draft.corner - 1),
  };
}
