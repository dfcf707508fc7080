/** How far teams have to drive, over the roads of the map that is shown; the straight line where these do not lead. */
import { closedLinks, type RoadPlace, roadDistances } from '@chengyun/basemap/road-distance.ts';
import { createRoadNet, type RoadNet } from '@chengyun/basemap/road-net.ts';
import { readRoadPaths } from '@chengyun/basemap/road-paths.ts';
import { distanceM, type LonLat } from '@chengyun/contracts/distance.ts';
import type { AwayFrom } from './nearest-officer.ts';

export interface RoadTravel {
  /** Distances while these places are closed. */
  awayFrom(closed: readonly LonLat[]): AwayFrom;
}

/** Courses of roads are drawn smoothly, some are schematic: a closed place is on its nearest road within this. */
const BESIDE_M = 300;

/** Reads the roads when they are first asked for. */
export function createRoadTravel(folder: string): RoadTravel {
  let loaded: { readonly net: RoadNet; readonly toM: (place: LonLat) => RoadPlace } | null = null;
  const load = () => {
    if (loaded) return loaded;
    const { frame, roads } = readRoadPaths(folder);
    loaded = { net: createRoadNet(roads), toM: ({ lonDeg, latDeg }) => frame.enuFromLonLat(lonDeg, latDeg) };
    return loaded;
  };
  return {
    awayFrom: (closed) => (from, places) => {
      const { net, toM } = load();
      const shut = closedLinks(
        net,
        closed.map((place) => ({ ...toM(place), radiusM: BESIDE_M })),
      );
      const found = roadDistances(net, toM(from), places.map(toM), shut);
      return places.map((place, i) => {
        const byRoadM = found[i] ?? null;
        return byRoadM === null
          ? { distanceM: distanceM(from, place), by: 'straight' }
          : { distanceM: byRoadM, by: 'road' };
      });
    },
  };
}
