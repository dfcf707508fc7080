/** People where they must not be, and where they become too many. */
import { type GroundMap, groundAreaM2 } from '@chengyun/contracts';
import type { Track } from '../tracking/tracker.ts';
import { createWindow } from '../window.ts';
import { footOf, isInside, type Polygon } from '../zones/geometry.ts';
import type { ZoneConfig } from '../zones/zone.ts';
import type { Situation } from './situation.ts';
import { createTrend } from './trend.ts';

const WINDOW_MS = 3000;
const GROWTH_WINDOW_MS = 120_000;

const peopleIn = (polygon: Polygon, tracks: readonly Track[]): number =>
  tracks.filter(({ cls, box, isSeen }) => isSeen && cls === 'person' && isInside(polygon, ...footOf(box))).length;

/** Water, a quay's edge, a track: nobody may be there. */
export function createWater({ polygon }: ZoneConfig): Situation {
  const people = createWindow(WINDOW_MS);
  return {
    see: ({ ms, tracks }) => people.add(peopleIn(polygon, tracks), ms),
    measure: (ms) => {
      const value = people.median(ms);
      return value === null ? [] : [{ metric: 'safety.person_in_water', value, unit: '1', founded: 1 }];
    },
  };
}

/** People a square metre of ground, and how fast that grows. */
export function createCrowd({ polygon }: ZoneConfig, map: GroundMap | null): Situation {
  const areaM2 = map === null ? null : groundAreaM2(map, polygon);
  const density = createWindow(WINDOW_MS);
  const growth = createTrend(GROWTH_WINDOW_MS);
  return {
    see: ({ ms, tracks }) => {
      if (areaM2 === null) return;
      const perM2 = peopleIn(polygon, tracks) / areaM2;
      density.add(perM2, ms);
      growth.add(perM2, ms);
    },
    measure: (ms) => {
      const perM2 = density.median(ms);
      if (perM2 === null) return [];
      const perMin = growth.perMin(ms);
      const measured = [{ metric: 'crowd.density', value: round(perM2, 2), unit: '/m2', founded: 1 } as const];
      if (perMin === null) return measured;
      return [...measured, { metric: 'crowd.growth', value: round(perMin, 3), unit: '/m2/min', founded: 1 }];
    },
  };
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
