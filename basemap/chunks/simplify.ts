import { segmentDistanceM } from '../planar.ts';

/** x, y, x, y… in metres, the first corner not repeated at the end. */
export type FlatRing = readonly number[];

/** Twice the signed area. */
export function ringArea2(ring: FlatRing): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    sum += ring[j]! * ring[i + 1]! - ring[i]! * ring[j + 1]!;
  }
  return sum;
}

/** Douglas and Peucker (1973): keeps what lies further than the tolerance from the line between what is kept. */
export function simplifyPath(path: FlatRing, toleranceM: number): number[] {
  const n = path.length / 2;
  if (n < 3) return [...path];
  const keep = new Uint8Array(n);
  keep[0] = 1;
  keep[n - 1] = 1;
  const open: [number, number][] = [[0, n - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [a, b] = span;
    let worst = toleranceM;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const x = path[i * 2]!;
      const y = path[i * 2 + 1]!;
      const d = segmentDistanceM(path[a * 2]!, path[a * 2 + 1]!, path[b * 2]!, path[b * 2 + 1]!, x, y);
      if (d > worst) [worst, at] = [d, i];
    }
    if (at > 0) {
      keep[at] = 1;
      open.push([a, at], [at, b]);
    }
  }
  const out: number[] = [];
  for (let i = 0; i < n; i++) if (keep[i]) out.push(path[i * 2]!, path[i * 2 + 1]!);
  return out;
}

/** A ring with fewer corners; null where nothing of it is left. */
export function simplifyRing(ring: FlatRing, toleranceM: number): number[] | null {
  // Opened at the corner that is furthest from the first, so that both ends of each half are corners that count.
  let far = 0;
  let farM = -1;
  for (let i = 0; i < ring.length; i += 2) {
    const d = Math.hypot(ring[i]! - ring[0]!, ring[i + 1]! - ring[1]!);
    if (d > farM) [farM, far] = [d, i];
  }
  const first = simplifyPath(ring.slice(0, far + 2), toleranceM);
  const second = simplifyPath([...ring.slice(far), ring[0]!, ring[1]!], toleranceM);
  const out = [...first.slice(0, -2), ...second.slice(0, -2)];
  return out.length < 6 || Math.abs(ringArea2(out)) < 1 ? null : out;
}

/** The smallest of eighteen turned rectangles around a ring: a box to stand for a house far away. */
export function boxAround(ring: FlatRing): number[] {
  let best: number[] = [];
  let bestArea = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 18; step++) {
    const turn = (step / 18) * (Math.PI / 2);
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    let [lowU, lowV, highU, highV] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < ring.length; i += 2) {
      const u = ring[i]! * cos + ring[i + 1]! * sin;
      const v = ring[i + 1]! * cos - ring[i]! * sin;
      [lowU, highU, lowV, highV] = [Math.min(lowU, u), Math.max(highU, u), Math.min(lowV, v), Math.max(highV, v)];
    }
    const area = (highU - lowU) * (highV - lowV);
    if (area >= bestArea) continue;
    bestArea = area;
    const at = (u: number, v: number): [number, number] => [u * cos - v * sin, u * sin + v * cos];
    best = [...at(lowU, lowV), ...at(highU, lowV), ...at(highU, highV), ...at(lowU, highV)];
  }
  return best;
}
