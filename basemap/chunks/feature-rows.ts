import type { Feature } from '../geojson.ts';
import { pointsOf } from '../geometry-parts.ts';
import type { CityMap } from '../layers.ts';
import type { Role } from '../manifest.ts';
import { createFrame } from '../project.ts';
import type { FeatureRow } from './feature-table.ts';

/** A row for every feature of a map, in the order of its manifest: the numbers that tiles use. */
export function featureRows(map: CityMap): FeatureRow[] {
  const frame = createFrame(map.manifest.origin);
  return map.manifest.layers.flatMap(({ id, role }) =>
    (map.layers.get(id)?.features ?? []).map((feature) => rowOf(feature, id, role, frame)),
  );
}

function rowOf(feature: Feature, layer: string, role: Role, frame: ReturnType<typeof createFrame>): FeatureRow {
  const { geometry, properties } = feature;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of pointsOf(geometry)) {
    const { xM, yM } = frame.enuFromLonLat(lon, lat);
    [west, east, south, north] = [Math.min(west, xM), Math.max(east, xM), Math.min(south, yM), Math.max(north, yM)];
  }
  const cm = (m: number): number => Math.round(m * 100) / 100;
  return {
    id: properties.id,
    ...{ layer, role },
    nameZh: String(properties.nameZh ?? ''),
    nameEn: String(properties.nameEn ?? ''),
    ...(typeof properties.heightM === 'number' ? { heightM: properties.heightM } : {}),
    box: [cm(west), cm(south), cm(east), cm(north)],
  };
}
