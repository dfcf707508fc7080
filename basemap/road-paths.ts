/** The courses of the roads of a map in metres of its frame, for what asks which road is where and how far one drives. */
import { join } from 'node:path';
import { loadLayer } from './layers.ts';
import { readManifest } from './manifest.ts';
import { createFrame, type Frame } from './project.ts';
import { drawnPath } from './smooth.ts';

export interface RoadPath {
  readonly id: string;
  /** As the layer says: ring, expressway, elevated, main, bridge, tunnel… */
  readonly kind: string;
  /** Flat `x, y, x, y…`. */
  readonly path: Float64Array;
}

export interface RoadPaths {
  readonly frame: Frame;
  readonly roads: readonly RoadPath[];
}

/** Reads the layers of roads, smoothed as they are drawn. */
export function readRoadPaths(folder: string): RoadPaths {
  const manifest = readManifest(folder);
  const frame = createFrame(manifest.origin);
  const roads: RoadPath[] = [];
  for (const entry of manifest.layers) {
    if (entry.role !== 'roads') continue;
    for (const { properties, geometry } of loadLayer(join(folder, entry.file), manifest.extent, entry).features) {
      if (geometry.type !== 'LineString') continue;
      const kind = String(properties.kind ?? properties.class ?? '');
      const course = drawnPath(geometry.coordinates, kind);
      const path = new Float64Array(course.length * 2);
      for (const [i, [lon, lat]] of course.entries()) {
        const { xM, yM } = frame.enuFromLonLat(lon, lat);
        path.set([xM, yM], i * 2);
      }
      roads.push({ id: properties.id, kind, path });
    }
  }
  return { frame, roads };
}
