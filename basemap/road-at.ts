/** Which road of a map is at a place: of the roads that pages get at once and of those that are drawn from tiles. */
import { readRoadPaths } from './road-paths.ts';
import { createPathIndex } from './spatial.ts';

/** The id of the nearest road, or null where none is near. */
export type RoadAt = (lonDeg: number, latDeg: number) => string | null;

/** A station stands beside the road that it watches; courses of roads are drawn smoothly, some are schematic. */
const BESIDE_M = 300;

/** Reads the layers of roads and builds the index over them. */
export function createRoadAt(folder: string): RoadAt {
  const { frame, roads } = readRoadPaths(folder);
  const index = createPathIndex(roads.map(({ path }) => path));
  return (lonDeg, latDeg) => {
    const { xM, yM } = frame.enuFromLonLat(lonDeg, latDeg);
    const found = index.nearest(xM, yM, BESIDE_M);
    return found === null ? null : roads[found.path]!.id;
  };
}
