/**
 * What a camera is told to measure and to hide. The console writes it, ingest seals it and keeps it retained on
 * `config`, the camera agent checks it again and takes it whole or not at all. Corners are in parts of the picture, so
 * that they stay right at another resolution.
 */
import Type, { type Static } from 'typebox';
import { CORNERS_MAX, CORNERS_MIN, COUNTED, type Counted, LINES_MAX, MASKS_MAX, ZONES_MAX } from './camera-limits.ts';
import { type Corner, faultOfPolygon, isLongEnough, type PolygonFault } from './polygon.ts';

const strict = { additionalProperties: false } as const;
const share = Type.Number({ minimum: 0, maximum: 1 });

export const PolygonSchema = Type.Unsafe<readonly (readonly [number, number])[]>(
  Type.Array(Type.Tuple([share, share]), { minItems: CORNERS_MIN, maxItems: CORNERS_MAX }),
);
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
    counts: Type.Unsafe<readonly Counted[]>(
      Type.Array(Type.Union(COUNTED.map((counted) => Type.Literal(counted))), {
        minItems: 1,
        maxItems: 2,
        uniqueItems: true,
      }),
    ),
    /** Vehicles that fill the zone; left out, occupancy is the covered share of its area. */
    capacity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  strict,
);
export type CameraZone = Static<typeof CameraZoneSchema>;

const end = Type.Tuple([share, share]);

/** Vehicles are counted that cross it from its left to its right, seen from the first end to the second. */
export const CameraLineSchema = Type.Object(
  {
    id: shapeId,
    label,
    /** Asset whose flow it measures, with its other lines together; left out: the device's own. */
    asset: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    ends: Type.Unsafe<readonly [Corner, Corner]>(Type.Tuple([end, end])),
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
export function faultOfShapes({ zones, masks, lines = [] }: CameraShapes): string | null {
  const ids = [...zones, ...masks, ...lines].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `The id ${twice} is used twice.`;
  const short = lines.find(({ ends }) => !isLongEnough(ends));
  if (short) return `The line ${short.id} is too short.`;
  for (const { id, polygon } of [...zones, ...masks]) {
    const fault = faultOfPolygon(polygon);
    if (fault !== null) return `The outline of ${id} ${FAULTS[fault]}.`;
  }
  return faultOfCounting(zones);
}

/** One series has one source: two zones may not count the same for one asset. */
function faultOfCounting(zones: readonly CameraZone[]): string | null {
  const counting = new Map<string, string>();
  for (const { id, asset = '', counts } of zones) {
    for (const counted of counts) {
      const key = `${asset}|${counted}`;
      const other = counting.get(key);
      if (other !== undefined) return `${other} and ${id} both count ${counted} of ${asset || 'the camera'}.`;
      counting.set(key, id);
    }
  }
  return null;
}
