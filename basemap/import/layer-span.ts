import type { Geometry } from '../geojson.ts';
import { pointsOf } from '../geometry-parts.ts';
import type { LayerEntry } from '../manifest.ts';

/** Where a layer lies, gathered while it passes by; and names, made unique. */
export interface Span {
  readonly add: (g: Geometry) => void;
  readonly name: (id: string) => string;
  readonly entry: () => Pick<LayerEntry, 'extent' | 'middle'>;
}

/** Enough for a middle that outliers do not move. */
const KEPT_MAX = 20_000;

export function createSpan(): Span {
  let [west, south, east, north] = [180, 90, -180, -90];
  const lons: number[] = [];
  const lats: number[] = [];
  const seen = new Set<string>();
  let count = 0;
  return {
    add(g) {
      const points = pointsOf(g);
      for (const [lon, lat] of points) {
        [west, east] = [Math.min(west, lon), Math.max(east, lon)];
        [south, north] = [Math.min(south, lat), Math.max(north, lat)];
      }
      const [lon, lat] = points[points.length >> 1]!;
      const slot = lons.length < KEPT_MAX ? lons.length : (count * 7919) % KEPT_MAX;
      lons[slot] = lon;
      lats[slot] = lat;
      count++;
    },
    name(id) {
      let name = id;
      for (let n = 2; seen.has(name); n++) name = `${id}-${n}`;
      seen.add(name);
      return name;
    },
    entry() {
      const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
      return { extent: [west, south, east, north], middle: { lonDeg: median(lons), latDeg: median(lats) } };
    },
  };
}
