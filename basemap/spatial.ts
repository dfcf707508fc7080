/**
 * The one spatial index over places and paths: rules, risk, the simulated city, services and the scene ask it. The table
 * of all features of a map has a tree of its own, built with the tiles (chunks/feature-table.ts).
 */
import Flatbush from 'flatbush';
import { segmentDistanceM } from './planar.ts';
import { createFrame, origin } from './project.ts';

/** Something found, with its distance. */
export interface Found<T> {
  readonly item: T;
  readonly distanceM: number;
}

/** Nearest and within-radius questions over places; distances in metres. */
export interface SpatialIndex<T> {
  readonly size: number;
  /** The closest `limit` items, nearest first. */
  readonly nearest: (lonDeg: number, latDeg: number, limit?: number) => Found<T>[];
  /** Every item within the radius, nearest first. */
  readonly within: (lonDeg: number, latDeg: number, radiusM: number) => Found<T>[];
  /**
   * Every item that may be within the radius, in no order and with some that are not: for who measures distance in a
   * way of his own and checks again. Right for items anywhere on earth, none of which lies across the date line.
   */
  readonly around: (lonDeg: number, latDeg: number, radiusM: number) => T[];
}

/** A little less than the earth's smallest radius, so that a box of degrees is never too small. */
const earthRadiusMinM = 6_330_000;
/** Rounding of coordinates must not lose what lies on an edge. */
const slackM = 0.01;

/** Builds a packed R-tree over the items in local metres. */
export function createSpatialIndex<T extends { readonly lonDeg: number; readonly latDeg: number }>(
  items: readonly T[],
): SpatialIndex<T> {
  // A frame of its own: distances near the items are right wherever on earth they lie.
  const { enuFromLonLat } = createFrame(items[items.length >> 1] ?? origin);
  const points = items.map((item) => enuFromLonLat(item.lonDeg, item.latDeg));
  const tree = points.length > 0 ? new Flatbush(points.length) : null;
  if (tree) {
    for (const p of points) tree.add(p.xM, p.yM, p.xM, p.yM);
    tree.finish();
  }
  // Degrees, since the frame bends far from its origin; built when somebody asks.
  let plain: Flatbush | null = null;
  const inDegrees = (): Flatbush => {
    if (plain) return plain;
    plain = new Flatbush(items.length);
    for (const { lonDeg, latDeg } of items) plain.add(lonDeg, latDeg, lonDeg, latDeg);
    plain.finish();
    return plain;
  };
  const found = (indices: readonly number[], xM: number, yM: number): Found<T>[] =>
    indices
      .map((i) => ({ item: items[i]!, distanceM: Math.hypot(points[i]!.xM - xM, points[i]!.yM - yM) }))
      .sort((a, b) => a.distanceM - b.distanceM);
  return {
    size: items.length,
    nearest(lonDeg, latDeg, limit = 1) {
      const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
      return tree ? found(tree.neighbors(xM, yM, limit), xM, yM) : [];
    },
    within(lonDeg, latDeg, radiusM) {
      const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
      return tree ? found(tree.neighbors(xM, yM, Number.POSITIVE_INFINITY, radiusM), xM, yM) : [];
    },
    around(lonDeg, latDeg, radiusM) {
      if (items.length === 0) return [];
      const dLatDeg = ((radiusM + slackM) / earthRadiusMinM) * (180 / Math.PI);
      const poleward = Math.min(90, Math.abs(latDeg) + dLatDeg);
      const dLonDeg = Math.min(360, dLatDeg / Math.max(1e-9, Math.cos((poleward * Math.PI) / 180)));
      return inDegrees()
        .search(lonDeg - dLonDeg, latDeg - dLatDeg, lonDeg + dLonDeg, latDeg + dLatDeg)
        .map((i) => items[i]!);
    },
  };
}

/** Which of many paths are near, with their true distance; everything in metres of one frame. */
export interface PathIndex {
  /** The number of the nearest path within the radius, or null. */
  readonly nearest: (
    xM: number,
    yM: number,
    radiusM: number,
  ) => { readonly path: number; readonly distanceM: number } | null;
  /** Whether any path comes within the radius. */
  readonly isNear: (xM: number, yM: number, radiusM: number) => boolean;
}

/** Builds a packed R-tree over the segments of flat `x, y, x, y…` paths. */
export function createPathIndex(paths: readonly ArrayLike<number>[]): PathIndex {
  const owners: number[] = [];
  const starts: number[] = [];
  for (const [owner, path] of paths.entries()) {
    for (let i = 0; i + 3 < path.length; i += 2) {
      owners.push(owner);
      starts.push(i);
    }
  }
  const tree = owners.length > 0 ? new Flatbush(owners.length) : null;
  if (tree) {
    for (const [n, i] of starts.entries()) {
      const path = paths[owners[n]!]!;
      const [ax, ay, bx, by] = [path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!];
      tree.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
    }
    tree.finish();
  }
  const nearest: PathIndex['nearest'] = (xM, yM, radiusM) => {
    let best: { path: number; distanceM: number } | null = null;
    const reachM = radiusM + slackM;
    for (const n of tree?.search(xM - reachM, yM - reachM, xM + reachM, yM + reachM) ?? []) {
      const path = paths[owners[n]!]!;
      const i = starts[n]!;
      const distanceM = segmentDistanceM(path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!, xM, yM);
      if (distanceM > radiusM || (best && distanceM >= best.distanceM)) continue;
      best = { path: owners[n]!, distanceM };
    }
    return best;
  };
  return { nearest, isNear: (xM, yM, radiusM) => nearest(xM, yM, radiusM) !== null };
}
