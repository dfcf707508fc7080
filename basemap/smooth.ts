import type { LonLat } from './geojson.ts';

/**
 * Chaikin's corner cutting (1974), ends kept: authored paths have few points,
 * and a river with corners does not read as a river. Stays within an eighth of
 * the longest segment of the authored line.
 */
export function smoothPath(path: readonly LonLat[], rounds: number): readonly LonLat[] {
  let points = path;
  for (let round = 0; round < rounds && points.length > 2; round++) {
    const next: LonLat[] = [points[0]!];
    for (let i = 0; i + 1 < points.length; i++) {
      const [ax, ay] = points[i]!;
      const [bx, by] = points[i + 1]!;
      if (i > 0) next.push([ax * 0.75 + bx * 0.25, ay * 0.75 + by * 0.25]);
      if (i + 2 < points.length) next.push([ax * 0.25 + bx * 0.75, ay * 0.25 + by * 0.75]);
    }
    next.push(points.at(-1)!);
    points = next;
  }
  return points;
}

/**
 * A Catmull-Rom curve through every authored point: for waterways, which must keep their sluices.
 */
export function curveThrough(path: readonly LonLat[], perSegment: number): readonly LonLat[] {
  if (path.length < 3) return path;
  const at = (i: number): LonLat => path[Math.max(0, Math.min(path.length - 1, i))]!;
  const out: LonLat[] = [];
  for (let i = 0; i + 1 < path.length; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let k = 0; k < perSegment; k++) {
      const t = k / perSegment;
      const axis = (d: 0 | 1): number =>
        0.5 *
        (2 * p1[d] +
          (p2[d] - p0[d]) * t +
          (2 * p0[d] - 5 * p1[d] + 4 * p2[d] - p3[d]) * t * t +
          (3 * p1[d] - p0[d] - 3 * p2[d] + p3[d]) * t * t * t);
      out.push([axis(0), axis(1)]);
    }
  }
  out.push(path.at(-1)!);
  return out;
}

/**
 * A river polygon is one bank out and the other back: each is smoothed alone,
 * so that the cuts at mouth and border stay straight.
 */
export function smoothRiver(ring: readonly LonLat[], rounds: number): readonly LonLat[] {
  const half = (ring.length - 1) / 2;
  const out = smoothPath(ring.slice(0, half), rounds);
  const back = smoothPath(ring.slice(half, half * 2), rounds);
  return [...out, ...back, out[0]!];
}

/** Paths as they are drawn: the river and the shore in curves, roads gently; waterways keep their gauges and sluices. */
export function drawnPath(path: readonly LonLat[], kind: string): readonly LonLat[] {
  if (kind === 'river') return smoothRiver(path, 2);
  if (kind === 'waterway') return curveThrough(path, 3);
  if (kind === 'sea-wall' || kind === 'district' || kind === 'sea') return smoothPath(path, 2);
  if (kind === 'ring' || kind === 'expressway' || kind === 'elevated' || kind === 'main') return smoothPath(path, 1);
  return path;
}
