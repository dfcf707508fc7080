/**
 * The roads of a map as a net of links. Courses that cross are joined where they cross, and an end that lies close to
 * another road is joined to it: the map has one line a road, so that an interchange is a crossing. Tunnels and bridges
 * are joined at their ends alone. Links are short, so that one flooded place closes one place and not a whole road.
 */
import Flatbush from 'flatbush';
import type { RoadPath } from './road-paths.ts';

export interface RoadNet {
  /** Coordinates of the nodes, metres. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Ends and length of each link. */
  readonly links: readonly RoadLink[];
  /** Links that begin or end at a node. */
  readonly linksOf: readonly (readonly number[])[];
  /** Links within a radius of a place, nearest first. */
  readonly near: (xM: number, yM: number, radiusM: number) => readonly NearLink[];
}

export interface RoadLink {
  readonly a: number;
  readonly b: number;
  readonly lengthM: number;
  readonly road: string;
}

export interface NearLink {
  readonly link: number;
  readonly distanceM: number;
  /** Share of the link's length from `a` to the nearest point. */
  readonly share: number;
}

/** A flooded place closes at most so much of a road. */
export const LINK_M_MAX = 200;
/** An end of a road this near to another one meets it. */
const MEETS_M = 80;
/** Points this near are one. */
const SAME_M = 1;
const ONLY_ENDS: ReadonlySet<string> = new Set(['tunnel', 'bridge']);

interface Segment {
  readonly road: number;
  /** Index of the segment in its road. */
  readonly at: number;
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
}

export function createRoadNet(roads: readonly RoadPath[]): RoadNet {
  const segments = roads.flatMap(({ path }, road) => segmentsOf(path, road));
  const cuts = cutsOf(segments, roads);
  const [xs, ys]: [number[], number[]] = [[], []];
  const known = new Map<string, number>();
  const nodeAt = (x: number, y: number): number => {
    const [cx, cy] = [Math.round(x / SAME_M), Math.round(y / SAME_M)];
    const found = known.get(`${cx},${cy}`);
    if (found !== undefined) return found;
    known.set(`${cx},${cy}`, xs.length);
    xs.push(x);
    ys.push(y);
    return xs.length - 1;
  };
  const links: RoadLink[] = [];
  const join = (a: number, b: number, road: string): void => {
    if (a !== b) links.push({ a, b, lengthM: Math.hypot(xs[a]! - xs[b]!, ys[a]! - ys[b]!), road });
  };
  for (const [n, { road, ax, ay, bx, by }] of segments.entries()) {
    const parts = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / LINK_M_MAX));
    const even = Array.from({ length: parts + 1 }, (_, i) => i / parts);
    const shares = [...new Set([...even, ...(cuts.get(n)?.map(({ share }) => share) ?? [])])].sort((a, b) => a - b);
    let before = nodeAt(ax, ay);
    for (const share of shares.slice(1)) {
      const node = nodeAt(ax + (bx - ax) * share, ay + (by - ay) * share);
      join(before, node, roads[road]!.id);
      before = node;
    }
    for (const { share, toX, toY } of cuts.get(n) ?? []) {
      join(nodeAt(ax + (bx - ax) * share, ay + (by - ay) * share), nodeAt(toX, toY), roads[road]!.id);
    }
  }
  const linksOf: number[][] = xs.map(() => []);
  for (const [n, { a, b }] of links.entries()) {
    linksOf[a]!.push(n);
    linksOf[b]!.push(n);
  }
  return { xs, ys, links, linksOf, near: nearLinks(xs, ys, links) };
}

function segmentsOf(path: ArrayLike<number>, road: number): Segment[] {
  const made: Segment[] = [];
  for (let i = 0; i + 3 < path.length; i += 2) {
    made.push({ road, at: i / 2, ax: path[i]!, ay: path[i + 1]!, bx: path[i + 2]!, by: path[i + 3]! });
  }
  return made;
}

interface Cut {
  readonly share: number;
  /** The point of the other road. */
  readonly toX: number;
  readonly toY: number;
}

const boxTree = (count: number, boxOf: (n: number) => readonly [number, number, number, number]): Flatbush | null => {
  if (count === 0) return null;
  const tree = new Flatbush(count);
  for (let n = 0; n < count; n++) tree.add(...boxOf(n));
  tree.finish();
  return tree;
};

/** Where each segment is met by another road. */
function cutsOf(segments: readonly Segment[], roads: readonly RoadPath[]): ReadonlyMap<number, readonly Cut[]> {
  const tree = boxTree(segments.length, (n) => {
    const { ax, ay, bx, by } = segments[n]!;
    return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
  });
  const cuts = new Map<number, Cut[]>();
  const put = (n: number, cut: Cut): void => void cuts.set(n, [...(cuts.get(n) ?? []), cut]);
  const isCrossable = ({ road }: Segment) => !ONLY_ENDS.has(roads[road]!.kind);
  for (const [n, one] of segments.entries()) {
    const [loX, hiX] = [Math.min(one.ax, one.bx) - MEETS_M, Math.max(one.ax, one.bx) + MEETS_M];
    const [loY, hiY] = [Math.min(one.ay, one.by) - MEETS_M, Math.max(one.ay, one.by) + MEETS_M];
    for (const m of tree?.search(loX, loY, hiX, hiY) ?? []) {
      const other = segments[m]!;
      if (other.road === one.road) continue;
      const crossing = m > n && isCrossable(one) && isCrossable(other) ? crossingOf(one, other) : null;
      if (crossing) {
        const [x, y] = [one.ax + (one.bx - one.ax) * crossing[0], one.ay + (one.by - one.ay) * crossing[0]];
        put(n, { share: crossing[0], toX: x, toY: y });
        put(m, { share: crossing[1], toX: x, toY: y });
      }
      for (const [x, y] of endsOf(one, roads)) {
        const { share, distanceM } = nearestOn(other, x, y);
        if (distanceM <= MEETS_M) put(m, { share, toX: x, toY: y });
      }
    }
  }
  return cuts;
}

/** The ends of the road that lie on this segment. */
function endsOf(
  { road, at, ax, ay, bx, by }: Segment,
  roads: readonly RoadPath[],
): readonly (readonly [number, number])[] {
  const last = roads[road]!.path.length / 2 - 2;
  return [...(at === 0 ? [[ax, ay] as const] : []), ...(at === last ? [[bx, by] as const] : [])];
}

/** Shares at which two segments cross, or null. */
function crossingOf(one: Segment, other: Segment): readonly [number, number] | null {
  const [rx, ry, sx, sy] = [one.bx - one.ax, one.by - one.ay, other.bx - other.ax, other.by - other.ay];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return null;
  const [qx, qy] = [other.ax - one.ax, other.ay - one.ay];
  const [t, u] = [(qx * sy - qy * sx) / cross, (qx * ry - qy * rx) / cross];
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? [t, u] : null;
}

function nearestOn({ ax, ay, bx, by }: Omit<Segment, 'road' | 'at'>, x: number, y: number) {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const share = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2));
  return { share, distanceM: Math.hypot(x - ax - share * dx, y - ay - share * dy) };
}

function nearLinks(xs: readonly number[], ys: readonly number[], links: readonly RoadLink[]): RoadNet['near'] {
  const ends = (n: number) => {
    const { a, b } = links[n]!;
    return { ax: xs[a]!, ay: ys[a]!, bx: xs[b]!, by: ys[b]! };
  };
  const tree = boxTree(links.length, (n) => {
    const { ax, ay, bx, by } = ends(n);
    return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
  });
  return (xM, yM, radiusM) =>
    (tree?.search(xM - radiusM, yM - radiusM, xM + radiusM, yM + radiusM) ?? [])
      .map((link) => ({ link, ...nearestOn(ends(link), xM, yM) }))
      .filter(({ distanceM }) => distanceM <= radiusM)
      .sort((a, b) => a.distanceM - b.distanceM || a.link - b.link);
}
