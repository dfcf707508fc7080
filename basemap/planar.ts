/**
 * Plane geometry in local metres over flat `x, y, x, y…` paths. Small and
 * allocation-free, since the block generator asks hundreds of thousands of
 * questions at start.
 */

/** Even-odd rule; a point on the edge may fall either way. */
export function isInRing(ring: ArrayLike<number>, xM: number, yM: number): boolean {
  let inside = false;
  const n = ring.length;
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
    const yi = ring[i + 1]!;
    const yj = ring[j + 1]!;
    if (yi > yM !== yj > yM && xM < ((ring[j]! - ring[i]!) * (yM - yi)) / (yj - yi) + ring[i]!) inside = !inside;
  }
  return inside;
}

/** Distance from a point to one segment, metres. */
export function segmentDistanceM(ax: number, ay: number, bx: number, by: number, xM: number, yM: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((xM - ax) * dx + (yM - ay) * dy) / length2));
  return Math.hypot(xM - ax - t * dx, yM - ay - t * dy);
}

/** Distance from a point to a path, metres. */
export function pathDistanceM(path: ArrayLike<number>, xM: number, yM: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 3 < path.length; i += 2) {
    const d = segmentDistanceM(path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!, xM, yM);
    if (d < best) best = d;
  }
  return best;
}
