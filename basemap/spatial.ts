import Flatbush from 'flatbush';
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
}

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
  };
}
