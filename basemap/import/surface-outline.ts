/**
 * The outline of a set of faces seen from above. Faces of a model share their
 * edges in opposite directions; what is left after pairs have cancelled is the
 * border. Corners are matched on a millimetre grid in the plan, so that faces
 * at different heights that meet above each other cancel as well.
 */

/** x, y, z in metres of a plane system. */
export type Corner = readonly [number, number, number];
type Ring = [number, number][];

const gridM = 0.001;
const key = (x: number, y: number): string => `${Math.round(x / gridM)},${Math.round(y / gridM)}`;

/** Twice the signed area in the plan; positive when counter-clockwise. */
export function planArea2(ring: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    sum += ring[j]![0]! * ring[i]![1]! - ring[i]![0]! * ring[j]![1]!;
  }
  return sum;
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * Polygons (outline first, then holes) around the faces that look up, in
 * closed rings. Empty where faces do not close to rings or enclose nothing.
 */
export function outlineOf(faces: readonly (readonly Corner[])[]): Ring[][] {
  const points = new Map<string, [number, number]>();
  const edges = new Map<string, Edge & { count: number }>();
  for (const face of faces) {
    for (const [i, [x, y]] of face.entries()) {
      const [nextX, nextY] = face[(i + 1) % face.length]!;
      const [from, to] = [key(x, y), key(nextX, nextY)];
      points.set(from, [x, y]);
      if (from === to) continue;
      const back = edges.get(`${to}>${from}`);
      if (back && back.count > 0) back.count--;
      else {
        const edge = edges.get(`${from}>${to}`) ?? { from, to, count: 0 };
        edge.count++;
        edges.set(`${from}>${to}`, edge);
      }
    }
  }
  const starts = new Map<string, string[]>();
  for (const { from, to, count } of edges.values()) {
    for (let n = 0; n < count; n++) starts.set(from, [...(starts.get(from) ?? []), to]);
  }
  const rings: Ring[] = [];
  for (const start of [...starts.keys()]) {
    while ((starts.get(start)?.length ?? 0) > 0) {
      const ring = walk(start, starts, points);
      if (ring !== null) rings.push(ring);
    }
  }
  return nest(rings.filter((ring) => Math.abs(planArea2(ring)) > 0.1));
}

/** Follows edges until the ring closes; null where it does not. Loops inside of it are cut off as rings of their own. */
function walk(start: string, starts: Map<string, string[]>, points: Map<string, [number, number]>): Ring | null {
  const ring: Ring = [];
  let at = start;
  do {
    ring.push(points.get(at)!);
    const next = starts.get(at)?.pop();
    if (next === undefined) return null;
    at = next;
  } while (at !== start);
  ring.push(points.get(start)!);
  return ring.length < 4 ? null : ring;
}

/** Counter-clockwise rings are outlines, the others are holes of the outline that holds them. */
function nest(rings: readonly Ring[]): Ring[][] {
  const outer = rings.filter((ring) => planArea2(ring) > 0).map((ring) => [ring]);
  for (const hole of rings) {
    if (planArea2(hole) > 0) continue;
    const [x, y] = hole[0]!;
    const home = outer.find(([ring]) => isInside(ring!, x, y));
    home?.push(hole);
  }
  return outer;
}

function isInside(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!;
    const [xj, yj] = ring[j]!;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** The convex outline of points, for models whose faces do not close. */
export function hullOf(points: readonly Corner[]): Ring {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly Corner[]): Ring => {
    const out: Ring = [];
    for (const [x, y] of list) {
      for (;;) {
        const [a, b] = [out.at(-2), out.at(-1)];
        if (!a || !b || (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) > 0) break;
        out.pop();
      }
      out.push([x, y]);
    }
    return out.slice(0, -1);
  };
  const ring = [...half(sorted), ...half([...sorted].reverse())];
  return ring.length < 3 ? [] : [...ring, ring[0]!];
}
