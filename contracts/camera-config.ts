/**
 * What a camera is told to measure and to hide. The console writes it, ingest seals it and keeps it retained on
 * `config`, the camera agent checks it again and takes it whole or not at all. Corners are in parts of the picture, so
 * that they stay right at another resolution.
 */
import Type, { type Static } from 'typebox';
import {
  CORNERS_MAX,
  CORNERS_MIN,
  COUNTED,
  type Counted,
  LINE_COUNTED,
  LINES_MAX,
  type LineCounted,
  MASKS_MAX,
  ZONE_KINDS,
  ZONES_MAX,
  type ZoneKind,
} from './camera-limits.ts';
import { faultOfGround, type Ground, GroundSchema, groundAreaM2, mapGround } from './ground.ts';
import { type Corner, faultOfPolygon, isLongEnough, type PolygonFault } from './polygon.ts';

const strict = { additionalProperties: false } as const;
const share = Type.Number({ minimum: 0, maximum: 1 });

export const PolygonSchema = Type.Unsafe<readonly (readonly [number, number])[]>(
  Type.Array(Type.Tuple([share, share]), { minItems: CORNERS_MIN, maxItems: CORNERS_MAX }),
);
const oneOf = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(values.map((value) => Type.Literal(value))));
const end = Type.Tuple([share, share]);
const ends = Type.Unsafe<readonly [Corner, Corner]>(Type.Tuple([end, end]));
const shapeId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' });
const label = Type.Optional(Type.String({ minLength: 1, maxLength: 40 }));

export const CameraZoneSchema = Type.Object(
  {
    id: shapeId,
    /** What the operator calls it. */
    label,
    /** Asset that the measurements belong to; left out: the device's own. */
    asset: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    polygon: PolygonSchema,
    /** May be empty in a zone of a kind. */
    counts: Type.Unsafe<readonly Counted[]>(
      Type.Array(oneOf(COUNTED), { maxItems: COUNTED.length, uniqueItems: true }),
    ),
    kind: Type.Optional(oneOf<ZoneKind>(ZONE_KINDS)),
    /** Of a lane: from where to where one drives. */
    direction: Type.Optional(ends),
    /** Vehicles that fill the zone; left out, occupancy is the covered share of its area. */
    capacity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  strict,
);
export type CameraZone = Static<typeof CameraZoneSchema>;

/** Counted is what crosses it: forward from its left to its right, seen from the first end to the second, and back. */
export const CameraLineSchema = Type.Object(
  {
    id: shapeId,
    label,
    /** Asset whose flow it measures, with its other lines together; left out: the device's own. */
    asset: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    ends,
    /** Motor vehicles when left out. */
    counts: Type.Optional(oneOf<LineCounted>(LINE_COUNTED)),
  },
  strict,
);
export type CameraLine = Static<typeof CameraLineSchema>;

/** Blackened by the decoder, before a frame reaches any other program. */
export const CameraMaskSchema = Type.Object({ id: shapeId, label, polygon: PolygonSchema }, strict);
export type CameraMask = Static<typeof CameraMaskSchema>;

const shapes = {
  /** At least one: a camera that is to measure its whole picture has a zone of that size. */
  zones: Type.Array(CameraZoneSchema, { minItems: 1, maxItems: ZONES_MAX }),
  masks: Type.Array(CameraMaskSchema, { maxItems: MASKS_MAX }),
  lines: Type.Optional(Type.Array(CameraLineSchema, { maxItems: LINES_MAX })),
  /** Without it nothing is measured in metres. */
  ground: Type.Optional(GroundSchema),
};

/** What people draw, without who and when. */
export const CameraShapesSchema = Type.Object(shapes, strict);
export type CameraShapes = Static<typeof CameraShapesSchema>;

export const CameraConfigSchema = Type.Object(
  {
    v: Type.Literal(1),
    device: Type.String({ maxLength: 48 }),
    /** Grows with every change. A camera never goes back to a lower one: an old message may be sent again by anybody. */
    version: Type.Integer({ minimum: 1 }),
    /** Detector by its id; left out, that of the camera's own file. One that fails its self-test is refused. */
    model: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,47}$' })),
    ...shapes,
  },
  strict,
);
export type CameraConfig = Static<typeof CameraConfigSchema>;

const FAULTS: Readonly<Record<PolygonFault, string>> = {
  'crosses-itself': 'crosses itself',
  'covers-nothing': 'covers almost nothing',
};

/** Why shapes that fit the schema still cannot be used, as one sentence, or null. */
export function faultOfShapes({ zones, masks, lines = [], ground }: CameraShapes): string | null {
  const ids = [...zones, ...masks, ...lines].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `The id ${twice} is used twice.`;
  const short = lines.find((line) => !isLongEnough(line.ends));
  if (short) return `The line ${short.id} is too short.`;
  for (const { id, polygon } of [...zones, ...masks]) {
    const fault = faultOfPolygon(polygon);
    if (fault !== null) return `The outline of ${id} ${FAULTS[fault]}.`;
  }
  return (ground ? faultOfGround(ground) : null) ?? faultOfKinds(zones, ground) ?? faultOfCounting(zones);
}

/** What of a zone its kind has to fit with. */
interface KindOfZone {
  readonly id: string;
  readonly polygon: readonly Corner[];
  readonly counts: readonly Counted[];
  readonly kind?: ZoneKind | undefined;
  readonly direction?: readonly [Corner, Corner] | undefined;
}

/** Why zones do not fit their kind or the ground, as one sentence, or null; outlines and ground are sound. */
export function faultOfKinds(zones: readonly KindOfZone[], ground?: Ground): string | null {
  const map = ground === undefined ? null : mapGround(ground);
  for (const { id, kind, counts, direction, polygon } of zones) {
    if (kind === undefined && counts.length === 0) return `The zone ${id} measures nothing.`;
    if (direction !== undefined && kind !== 'lane') return `The zone ${id} has a direction but is no lane.`;
    if (direction !== undefined && !isLongEnough(direction)) return `The direction of ${id} is too short.`;
    if (kind === 'crowd' && map === null) {
      return `The zone ${id} is for a crowd, whose density is unknown without the four ground points.`;
    }
    const isMeasured = kind === 'crowd' || kind === 'lane';
    if (isMeasured && map !== null && groundAreaM2(map, polygon) === null) {
      return `The zone ${id} reaches the horizon of the four ground points.`;
    }
  }
  return null;
}

/** One series has one source: two zones may not count the same, or be of one kind, for one asset. */
function faultOfCounting(zones: readonly CameraZone[]): string | null {
  const counting = new Map<string, string>();
  for (const { id, asset = '', counts, kind } of zones) {
    for (const counted of [...counts, ...(kind ? [kind] : [])]) {
      const key = `${asset}|${counted}`;
      const other = counting.get(key);
      const what = counted === kind ? `are of the kind ${kind}, for` : `count ${counted} of`;
      if (other !== undefined) return `${other} and ${id} both ${what} ${asset || 'the camera'}.`;
      counting.set(key, id);
    }
  }
  return null;
}
