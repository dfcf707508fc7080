/** Which road of a map is at a place: of the roads that pages get at once and of those that are drawn from tiles. */
import { join } from 'node:path';
import { loadLayer } from './layers.ts';
import { readManifest } from './manifest.ts';
import { createFrame } from './project.ts';
import { drawnPath } from './smooth.ts';
import { createPathIndex } from './spatial.ts';

/** The id of the nearest road, or null where none is near. */
export type RoadAt = (lonDeg: number, latDeg: number) => string | null;

/** A station stands beside the road that it watches; courses of roads are drawn smoothly, some are schematic. */
const BESIDE_M = 300;

/** Reads the layers of roads and builds the index over them. */
export function createRoadAt(folder: string): RoadAt {
  const manifest = readManifest(folder);
  const frame = createFrame(manifest.origin);
  const ids: string[] = [];
  const paths: Float64Array[] = [];
  for (const entry of manifest.layers) {
    if (entry.role !== 'roads') continue;
    for (const { properties, geometry } of loadLayer(join(folder, entry.file), manifest.extent, entry).features) {
      if (geometry.type !== 'LineString') continue;
      const course = drawnPath(geometry.coordinates, String(properties.kind ?? properties.class ?? ''));
      const path = new Float64Array(course.length * 2);
      for (const [i, [lon, lat]] of course.entries()) {
        const { xM, yM } = frame.enuFromLonLat(lon, lat);
        path.set([xM, yM], i * 2);
      }
      ids.push(properties.id);
      paths.push(path);
    }
  }
  const index = createPathIndex(paths);
  return (lonDeg, latDeg) => {
    const { xM, yM } = frame.enuFromLonLat(lonDeg, latDeg);
    const found = index.nearest(xM, yM, BESIDE_M);
    return found === null ? null : ids[found.path]!;
  };
}
