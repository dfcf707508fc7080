/** Why something that was drawn cannot be saved, before it is sent. */
import { faultOfGround, type Ground, groundAreaM2, mapGround } from '@chengyun/contracts/ground-map.ts';
import { type Corner, faultOfPolygon, isLongEnough, type PolygonFault } from '@chengyun/contracts/polygon.ts';
import { type Draft, type DrawnShape, groundOf } from './zone-draft.ts';

/** Cars that fit a zone, at most. */
export const CAPACITY_MAX = 1000;

export type ShapeFault =
  | PolygonFault
  | 'too-short'
  | 'counts-nothing'
  | 'no-such-capacity'
  | 'short-direction'
  | 'needs-ground'
  | 'beyond-horizon'
  | 'unusable-ground';

const ORIGIN: Corner = [0, 0];

export function faultOf(shape: DrawnShape, draft: Draft): ShapeFault | null {
  const { kind, polygon } = shape;
  if (kind === 'line') return isLongEnough([polygon[0] ?? ORIGIN, polygon[1] ?? ORIGIN]) ? null : 'too-short';
  if (kind === 'ground') return soundGround(draft) === null ? 'unusable-ground' : null;
  const fault = faultOfPolygon(polygon);
  return fault !== null || kind === 'mask' ? fault : faultOfZone(shape, draft);
}

function faultOfZone(shape: DrawnShape, draft: Draft): ShapeFault | null {
  const { counts, capacity, zoneKind, direction } = shape;
  if (counts.length === 0 && zoneKind === null) return 'counts-nothing';
  if (capacity !== null && (capacity < 1 || capacity > CAPACITY_MAX)) return 'no-such-capacity';
  if (direction !== null && !isLongEnough(direction)) return 'short-direction';
  if (zoneKind === 'crowd' && groundOf(draft) === null) return 'needs-ground';
  const isMeasured = zoneKind === 'crowd' || zoneKind === 'lane';
  return isMeasured && soundGround(draft) !== null && areaM2Of(shape, draft) === null ? 'beyond-horizon' : null;
}

/** What the shape covers of the ground, m²; null where nothing ties the picture to it, and beyond the horizon. */
export function areaM2Of({ polygon }: DrawnShape, draft: Draft): number | null {
  const ground = soundGround(draft);
  return ground === null ? null : groundAreaM2(mapGround(ground), polygon);
}

function soundGround(draft: Draft): Ground | null {
  const ground = groundOf(draft);
  const isComplete = ground?.metres.every((point) => point.every(Number.isFinite)) ?? false;
  return ground !== null && isComplete && faultOfGround(ground) === null ? ground : null;
}
