/**
 * What is being drawn on a camera's picture: zones, lines, masks and the four ground points, which of them is chosen and
 * which of its corners. Pure; mouse and keyboard end in the same few moves. Corners are in parts of the picture and stay
 * inside of it; the two ends of a zone's direction are corners behind those of its outline.
 */
import type { CameraLine, CameraShapes, CameraZone } from '@chengyun/contracts';
import {
  CORNERS_MAX,
  CORNERS_MIN,
  type Counted,
  LINES_MAX,
  type LineCounted,
  MASKS_MAX,
  ZONES_MAX,
  type ZoneKind,
} from '@chengyun/contracts/camera-limits.ts';
import type { Ground } from '@chengyun/contracts/ground-map.ts';
import type { Corner } from '@chengyun/contracts/polygon.ts';

export const SHAPE_KINDS = ['zone', 'line', 'mask', 'ground'] as const;
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
  /** What a zone is, besides a place where things are counted. */
  readonly zoneKind: ZoneKind | null;
  /** Of a lane: from where to where one drives. */
  readonly direction: readonly [Corner, Corner] | null;
  /** Of a line; null: motor vehicles. */
  readonly lineCounts: LineCounted | null;
  /** Of the ground points: where each lies, in metres. */
  readonly metres: readonly Corner[];
}

export interface Draft {
  readonly shapes: readonly DrawnShape[];
  readonly chosenId: string | null;
  /** Index of the chosen corner in the chosen shape. */
  readonly corner: number;
}

export const EMPTY_DRAFT: Draft = { shapes: [], chosenId: null, corner: 0 };

/** No id that a zone can have. */
const GROUND_ID = '#ground';
const BARE = {
  ...{ label: '', asset: null, counts: [], capacity: null },
  ...{ zoneKind: null, direction: null, lineCounts: null, metres: [] },
} as const;

export function draftFrom({ zones, masks, lines = [], ground }: CameraShapes): Draft {
  const shapes: DrawnShape[] = [
    ...zones.map(({ kind: zoneKind = null, ...zone }) => ({ ...BARE, ...zone, kind: 'zone' as const, zoneKind })),
    ...lines.map(({ ends: polygon, counts: lineCounts = null, ...line }) => ({
      ...{ ...BARE, ...line, kind: 'line' as const, polygon, lineCounts },
    })),
    ...masks.map((mask) => ({ ...BARE, ...mask, kind: 'mask' as const })),
    ...(ground ? [groundShape(ground)] : []),
  ];
  return { shapes, chosenId: shapes[0]?.id ?? null, corner: 0 };
}

const groundShape = ({ image, metres }: Ground): DrawnShape => ({
  ...{ ...BARE, id: GROUND_ID, kind: 'ground', polygon: image, metres },
});

export function shapesFrom(draft: Draft): CameraShapes {
  const of = (wanted: ShapeKind) => draft.shapes.filter(({ kind }) => kind === wanted);
  const called = ({ id, label }: DrawnShape) => ({ id, ...(label.trim() === '' ? {} : { label: label.trim() }) });
  const forAsset = ({ asset }: DrawnShape) => (asset === null ? {} : { asset });
  const zones = of('zone').map((shape) => ({
    ...{ ...called(shape), ...forAsset(shape), polygon: shape.polygon, counts: shape.counts },
    ...(shape.capacity === null ? {} : { capacity: shape.capacity }),
    ...(shape.zoneKind === null ? {} : { kind: shape.zoneKind }),
    ...(shape.direction === null ? {} : { direction: shape.direction }),
  })) as CameraZone[];
  const lines = of('line').map((shape) => {
    const [first = ORIGIN, second = ORIGIN] = shape.polygon;
    const counts = shape.lineCounts === null ? {} : { counts: shape.lineCounts };
    return { ...called(shape), ...forAsset(shape), ends: [first, second] as const, ...counts };
  }) as CameraLine[];
  const masks = of('mask').map((shape) => ({ ...called(shape), polygon: shape.polygon }));
  const ground = groundOf(draft);
  return { zones, masks, ...(lines.length === 0 ? {} : { lines }), ...(ground === null ? {} : { ground }) };
}

/** What ties the picture to metres; null: nothing does. */
export function groundOf({ shapes }: Draft): Ground | null {
  const shape = shapes.find(({ kind }) => kind === 'ground');
  return shape === undefined ? null : ({ image: shape.polygon, metres: shape.metres } as unknown as Ground);
}

const ORIGIN: Corner = [0, 0];

export const chosenOf = (draft: Draft): DrawnShape | null =>
  draft.shapes.find(({ id }) => id === draft.chosenId) ?? null;

const MOST: Readonly<Record<ShapeKind, number>> = { zone: ZONES_MAX, line: LINES_MAX, mask: MASKS_MAX, ground: 1 };

export const isFull = ({ shapes }: Draft, kind: ShapeKind): boolean =>
  shapes.filter((shape) => shape.kind === kind).length >= MOST[kind];

/** A square in the middle, to be pulled into place; of a line its upper edge, which counts what comes nearer. */
const FIRST_OUTLINE: readonly Corner[] = [
  [0.35, 0.35],
  [0.65, 0.35],
  [0.65, 0.65],
  [0.35, 0.65],
];

/** A street that leads away from the camera, ten metres by twenty: near left, near right, far right, far left. */
const FIRST_GROUND: Ground = {
  image: [
    [0.3, 0.8],
    [0.7, 0.8],
    [0.6, 0.4],
    [0.4, 0.4],
  ],
  metres: [
    [0, 0],
    [10, 0],
    [10, 20],
    [0, 20],
  ],
};

export function addShape(draft: Draft, kind: ShapeKind, asset: string | null): Draft {
  if (isFull(draft, kind)) return draft;
  if (kind === 'ground') {
    const ground = groundShape(FIRST_GROUND);
    return { shapes: [...draft.shapes, ground], chosenId: ground.id, corner: 0 };
  }
  let n = 1;
  while (draft.shapes.some(({ id }) => id === `${kind}-${n}`)) n += 1;
  const shape: DrawnShape = {
    ...{ ...BARE, id: `${kind}-${n}`, kind },
    polygon: kind === 'line' ? FIRST_OUTLINE.slice(0, 2) : FIRST_OUTLINE,
    asset: kind === 'mask' ? null : asset,
    counts: kind === 'zone' ? ['vehicles'] : [],
  };
  return { ...draft, shapes: [...draft.shapes, shape], chosenId: shape.id, corner: 0 };
}

export function removeShape(draft: Draft, removedId: string): Draft {
  const shapes = draft.shapes.filter(({ id }) => id !== removedId);
  return { ...draft, shapes, chosenId: shapes[0]?.id ?? null, corner: 0 };
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

/** The outline, and behind it the two ends of the direction. */
export const cornersOf = ({ polygon, direction }: DrawnShape): readonly Corner[] => [...polygon, ...(direction ?? [])];

/** Every corner of the chosen shape moved. */
function mapCorners(draft: Draft, move: (corner: Corner, index: number) => Corner): Draft {
  const chosen = chosenOf(draft);
  if (chosen === null) return draft;
  const { polygon, direction } = chosen;
  const [from, to] = (direction ?? []).map((end, index) => move(end, polygon.length + index));
  return change(draft, { polygon: polygon.map(move), direction: from && to ? [from, to] : null });
}

/** Puts the chosen corner there. */
export function placeCorner(draft: Draft, x: number, y: number): Draft {
  return mapCorners(draft, (corner, index) => (index === draft.corner ? [inside(x), inside(y)] : corner));
}

export function nudgeCorner(draft: Draft, byX: number, byY: number): Draft {
  const chosen = chosenOf(draft);
  const corner = chosen === null ? undefined : cornersOf(chosen)[draft.corner];
  return corner ? placeCorner(draft, corner[0] + byX, corner[1] + byY) : draft;
}

/** Moves the chosen shape as a whole, as far as the picture allows. */
export function moveShape(draft: Draft, byX: number, byY: number): Draft {
  const chosen = chosenOf(draft);
  if (chosen === null) return draft;
  const corners = cornersOf(chosen);
  const room = (values: readonly number[], by: number) =>
    Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), by));
  const dx = room(
    corners.map(([x]) => x),
    byX,
  );
  const dy = room(
    corners.map(([, y]) => y),
    byY,
  );
  return mapCorners(draft, ([x, y]) => [inside(x + dx), inside(y + dy)]);
}

/** The middle between a corner and the next one. */
export function middleAfter(polygon: readonly Corner[], index: number): Corner {
  const [a, b] = [polygon[index], polygon[(index + 1) % polygon.length]];
  return a && b ? [inside((a[0] + b[0]) / 2), inside((a[1] + b[1]) / 2)] : [0, 0];
}

/** Has as many corners as it has. */
const isFixed = ({ kind }: Pick<DrawnShape, 'kind'>): boolean => kind === 'line' || kind === 'ground';

/** A new corner in the middle of the edge behind the chosen one; it is chosen. */
export function insertCorner(draft: Draft, after = draft.corner): Draft {
  const chosen = chosenOf(draft);
  if (chosen === null || isFixed(chosen)) return draft;
  const { polygon } = chosen;
  if (polygon.length >= CORNERS_MAX || after >= polygon.length) return draft;
  const corners = polygon.toSpliced(after + 1, 0, middleAfter(polygon, after));
  return { ...change(draft, { polygon: corners }), corner: after + 1 };
}

/** Turns a line round, so that it counts what comes the other way. */
export function turnLine(draft: Draft): Draft {
  return change(draft, { polygon: [...(chosenOf(draft)?.polygon ?? [])].reverse() });
}

/** Takes the chosen corner away; three stay. */
export function removeCorner(draft: Draft): Draft {
  const chosen = chosenOf(draft);
  if (chosen === null || isFixed(chosen)) return draft;
  const { polygon } = chosen;
  if (polygon.length <= CORNERS_MIN || draft.corner >= polygon.length) return draft;
  return {
    ...change(draft, { polygon: polygon.toSpliced(draft.corner, 1) }),
    corner: Math.max(0, draft.corner - 1),
  };
}

/** What the chosen zone is; only a lane keeps its direction. */
export function setZoneKind(draft: Draft, zoneKind: ZoneKind | null): Draft {
  const { direction = null } = chosenOf(draft) ?? {};
  const next = change(draft, { zoneKind, direction: zoneKind === 'lane' ? direction : null });
  return withinCorners(next);
}

/** Gives the chosen lane a direction, down through its middle, or takes it away. */
export function setDirection(draft: Draft, isWanted: boolean): Draft {
  const chosen = chosenOf(draft);
  if (chosen === null) return draft;
  const { polygon } = chosen;
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)];
  const x = inside(xs.reduce((sum, one) => sum + one, 0) / Math.max(1, xs.length));
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const at = (share: number): Corner => [x, inside(top + (bottom - top) * share)];
  return withinCorners(change(draft, { direction: isWanted ? [at(0.25), at(0.75)] : null }));
}

export function turnDirection(draft: Draft): Draft {
  const { direction = null } = chosenOf(draft) ?? {};
  return direction === null ? draft : change(draft, { direction: [direction[1], direction[0]] });
}

/** Says where ground point `index` lies. */
export function placeMetres(draft: Draft, index: number, metres: Corner): Draft {
  const { metres: before = [] } = chosenOf(draft) ?? {};
  return change(draft, { metres: before.with(index, metres) });
}

function withinCorners(draft: Draft): Draft {
  const chosen = chosenOf(draft);
  return { ...draft, corner: Math.min(draft.corner, Math.max(0, (chosen ? cornersOf(chosen).length : 1) - 1)) };
}
