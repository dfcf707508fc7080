import type { Geometry, LonLat } from './geojson.ts';

/** Anything that calls itself a GeoJSON geometry; coordinates are checked later. */
export interface RawGeometry {
  readonly type: string;
  readonly coordinates?: unknown;
  readonly geometries?: readonly RawGeometry[];
}

/** A pair of numbers, whatever was there: what is no number becomes NaN, which the check names. */
const pair = (value: unknown): LonLat => {
  if (!Array.isArray(value)) return [Number.NaN, Number.NaN];
  const [x, y] = value as unknown[];
  return [typeof x === 'number' ? x : Number.NaN, typeof y === 'number' ? y : Number.NaN];
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const path = (value: unknown): LonLat[] => list(value).map(pair);
const rings = (value: unknown): LonLat[][] => list(value).map(path);

/** Splits multi-geometries and collections into the three plain kinds; null for a kind that is none. */
export function partsOf(geometry: RawGeometry): Geometry[] | null {
  const { type, coordinates } = geometry;
  switch (type) {
    case 'Point':
      return [{ type, coordinates: pair(coordinates) }];
    case 'LineString':
      return [{ type, coordinates: path(coordinates) }];
    case 'Polygon':
      return [{ type, coordinates: rings(coordinates) }];
    case 'MultiPoint':
      return path(coordinates).map((p) => ({ type: 'Point', coordinates: p }));
    case 'MultiLineString':
      return rings(coordinates).map((line) => ({ type: 'LineString', coordinates: line }));
    case 'MultiPolygon':
      return list(coordinates).map((polygon) => ({ type: 'Polygon', coordinates: rings(polygon) }));
    case 'GeometryCollection': {
      const parts: Geometry[] = [];
      for (const one of geometry.geometries ?? []) {
        const found = partsOf(one);
        if (found === null) return null;
        parts.push(...found);
      }
      return parts;
    }
    default:
      return null;
  }
}

/** Every point of a geometry through a function. */
export function mapGeometry(g: Geometry, to: (p: LonLat) => LonLat): Geometry {
  if (g.type === 'Point') return { type: g.type, coordinates: to(g.coordinates) };
  if (g.type === 'LineString') return { type: g.type, coordinates: g.coordinates.map(to) };
  return { type: g.type, coordinates: g.coordinates.map((ring) => ring.map(to)) };
}

/** All points of a geometry, one after the other. */
export function pointsOf(g: Geometry): readonly LonLat[] {
  if (g.type === 'Point') return [g.coordinates];
  return g.type === 'LineString' ? g.coordinates : g.coordinates.flat();
}
