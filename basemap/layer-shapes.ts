/** The features of one role as bare shapes: what a layer that is shown on demand is drawn from. */
import { join } from 'node:path';
import type { LayerShape } from '@chengyun/contracts';
import type { LonLat } from './geojson.ts';
import { loadLayer } from './layers.ts';
import { type Role, readManifest } from './manifest.ts';
import { drawnPath } from './smooth.ts';

/** A layer of more things is no picture any more. */
export const SHAPES_MAX = 20_000;

/** Six decimals are a decimetre. */
const rounded = (deg: number): number => Math.round(deg * 1e6) / 1e6;

/** Reads only the layers of this role. Of any kind where none are named; at most `SHAPES_MAX`, in the map's order. */
export function roleShapes(folder: string, role: Role, kinds?: readonly string[]): LayerShape[] {
  const manifest = readManifest(folder);
  const shapes: LayerShape[] = [];
  for (const entry of manifest.layers) {
    if (entry.role !== role) continue;
    const { features } = loadLayer(join(folder, entry.file), manifest.extent, entry);
    for (const { properties, geometry } of features) {
      if (shapes.length >= SHAPES_MAX) return shapes;
      const kind = String(properties.kind ?? properties.class ?? '');
      if (kinds && !kinds.includes(kind)) continue;
      const path: readonly LonLat[] =
        geometry.type === 'Point'
          ? [geometry.coordinates]
          : geometry.type === 'LineString'
            ? geometry.coordinates
            : (geometry.coordinates[0] ?? []);
      shapes.push({
        id: properties.id,
        path: drawnPath(path, kind).flatMap(([lon, lat]) => [rounded(lon), rounded(lat)]),
      });
    }
  }
  return shapes;
}
