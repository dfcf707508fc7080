/** What can be wrong with the shape of one feature. Each finding is one sentence that begins with what it is. */
import Flatbush from 'flatbush';
import type { Extent } from '../datum/epsg.ts';
import type { Geometry, LonLat } from '../geojson.ts';
import { pointsOf } from '../geometry-parts.ts';

export const PROBLEMS = {
  unreadable: 'content that cannot be read',
  kind: 'a shape that is no point, line or area',
  number: 'a coordinate that is no number',
  outside: 'a place where the datum is not used',
  unclosed: 'an outline that does not close',
  crossing: 'an outline that crosses itself',
  empty: 'no area or no length',
  height: 'a height that no building has',
} as const;
export type ProblemKind = keyof typeof PROBLEMS;

export interface Problem {
  readonly kind: ProblemKind;
  readonly says: string;
}

const HEIGHT_MAX_M = 1000;
/** Square degrees: about a tenth of a square metre. */
const areaMin = 1e-11;

/** The first thing that is wrong with a geometry in WGS84, or null. */
export function geometryProblem(g: Geometry, area: Extent): Problem | null {
  const points = pointsOf(g);
  if (points.length === 0) return { kind: 'empty', says: 'has no coordinates' };
  for (const [i, [lon, lat]] of points.entries()) {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
      return { kind: 'number', says: `coordinate ${i + 1} is no number` };
    }
  }
  const [west, south, east, north] = area;
  const out = points.find(([lon, lat]) => lon < west || lon > east || lat < south || lat > north);
  if (out)
    return { kind: 'outside', says: `${out[0].toFixed(5)}, ${out[1].toFixed(5)} is outside of the area of its datum` };
  if (g.type === 'LineString') return lineProblem(g.coordinates);
  if (g.type !== 'Polygon') return null;
  for (const ring of g.coordinates) {
    const problem = ringProblem(ring);
    if (problem) return problem;
  }
  return null;
}

const isSame = (a: LonLat, b: LonLat): boolean => a[0] === b[0] && a[1] === b[1];

function lineProblem(line: readonly LonLat[]): Problem | null {
  const [first] = line;
  return first && line.some((p) => !isSame(p, first)) ? null : { kind: 'empty', says: 'a line without length' };
}

function ringProblem(ring: readonly LonLat[]): Problem | null {
  const [first, last] = [ring[0], ring.at(-1)];
  if (!first || !last || !isSame(first, last)) return { kind: 'unclosed', says: 'its first and last corner differ' };
  // Relative to its own corner, or a small area far from the equator would drown in rounding.
  const [x0, y0] = first;
  let area2 = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    area2 += (ring[i]![0] - x0) * (ring[i + 1]![1] - y0) - (ring[i + 1]![0] - x0) * (ring[i]![1] - y0);
  }
  // Before the area: the halves of a bow tie cancel each other.
  const at = crossingOf(ring);
  if (at !== null) {
    return { kind: 'crossing', says: `its outline crosses itself at ${at[0].toFixed(6)}, ${at[1].toFixed(6)}` };
  }
  const isEmpty = ring.length < 4 || Math.abs(area2) < areaMin;
  return isEmpty ? { kind: 'empty', says: 'an outline that encloses nothing' } : null;
}

/** Where two edges of a ring cross, or null. Touching corners are no crossing. */
export function crossingOf(ring: readonly LonLat[]): LonLat | null {
  const n = ring.length - 1;
  if (n < 4) return null;
  const tree = n > 48 ? edgeTree(ring, n) : null;
  for (let i = 0; i < n; i++) {
    const [a, b] = [ring[i]!, ring[i + 1]!];
    const others = tree
      ? tree.search(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
      : null;
    const last = others ? others.length : n;
    for (let k = others ? 0 : i + 2; k < last; k++) {
      const j = others ? others[k]! : k;
      if (j <= i + 1 || (i === 0 && j === n - 1)) continue;
      const found = crossPoint(a, b, ring[j]!, ring[j + 1]!);
      if (found) return found;
    }
  }
  return null;
}

function edgeTree(ring: readonly LonLat[], n: number): Flatbush {
  const tree = new Flatbush(n);
  for (let i = 0; i < n; i++) {
    const [a, b] = [ring[i]!, ring[i + 1]!];
    tree.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]));
  }
  tree.finish();
  return tree;
}

/** Where two edges cross strictly inside of both, or null: a touch is no crossing. */
export function crossPoint(a: LonLat, b: LonLat, c: LonLat, d: LonLat): LonLat | null {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]];
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return null;
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross;
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross;
  const inner = 1e-6;
  return t > inner && t < 1 - inner && u > inner && u < 1 - inner ? [a[0] + t * rx, a[1] + t * ry] : null;
}

/** A height that no building has, or null. */
export function heightProblem(heightM: unknown): Problem | null {
  if (heightM === undefined) return null;
  if (typeof heightM === 'number' && heightM >= 0 && heightM <= HEIGHT_MAX_M) return null;
  return { kind: 'height', says: `its height is ${String(heightM)} m` };
}
