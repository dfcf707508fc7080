/**
 * How far one drives from a place to others while some links are closed. The last metres between a place and its road
 * are the straight line; the link on which somebody stands can always be left and reached. Where the net does not lead,
 * the answer is null and not a guess.
 */
import type { NearLink, RoadNet } from './road-net.ts';

export interface RoadPlace {
  readonly xM: number;
  readonly yM: number;
}

/** From a road to a place that has none of its own. */
const ACCESS_M_MAX = 3000;

/** Links that a closed place takes out of the net: those of its nearest road within the radius. */
export function closedLinks(net: RoadNet, places: readonly (RoadPlace & { radiusM: number })[]): ReadonlySet<number> {
  const closed = new Set<number>();
  for (const { xM, yM, radiusM } of places) {
    const found = net.near(xM, yM, radiusM);
    const [first] = found;
    if (!first) continue;
    const { road } = net.links[first.link]!;
    // The link at the place itself, and its twin where the place lies on the joint of two.
    for (const { link, distanceM } of found) {
      if (net.links[link]!.road === road && distanceM - first.distanceM < 1) closed.add(link);
    }
  }
  return closed;
}

/** Metres by road from one place to each of the others, in their order; null where no open road leads. */
export function roadDistances(
  net: RoadNet,
  from: RoadPlace,
  targets: readonly RoadPlace[],
  closed: ReadonlySet<number>,
): readonly (number | null)[] {
  const begin = accessOf(net, from);
  if (!begin) return targets.map(() => null);
  const metres = spread(net, begin, closed);
  return targets.map((target) => {
    const end = accessOf(net, target);
    if (!end) return null;
    const { a, b, lengthM } = net.links[end.link]!;
    const ways = [metres[a]! + end.share * lengthM, metres[b]! + (1 - end.share) * lengthM];
    if (end.link === begin.link) ways.push(Math.abs(end.share - begin.share) * lengthM);
    const byRoadM = Math.min(...ways);
    return Number.isFinite(byRoadM) ? byRoadM + begin.distanceM + end.distanceM : null;
  });
}

const accessOf = (net: RoadNet, { xM, yM }: RoadPlace): NearLink | null => net.near(xM, yM, ACCESS_M_MAX)[0] ?? null;

/** Dijkstra over the open links, from a point of a link. */
function spread(net: RoadNet, begin: NearLink, closed: ReadonlySet<number>): Float64Array {
  const metres = new Float64Array(net.xs.length).fill(Number.POSITIVE_INFINITY);
  const heap: { readonly node: number; readonly m: number }[] = [];
  const reach = (node: number, m: number): void => {
    if (m >= metres[node]!) return;
    metres[node] = m;
    push(heap, { node, m });
  };
  const first = net.links[begin.link]!;
  reach(first.a, begin.share * first.lengthM);
  reach(first.b, (1 - begin.share) * first.lengthM);
  for (let next = pop(heap); next; next = pop(heap)) {
    const { node, m } = next;
    if (m > metres[node]!) continue;
    for (const link of net.linksOf[node]!) {
      if (closed.has(link)) continue;
      const { a, b, lengthM } = net.links[link]!;
      reach(a === node ? b : a, m + lengthM);
    }
  }
  return metres;
}

interface Reached {
  readonly node: number;
  readonly m: number;
}

function push(heap: Reached[], item: Reached): void {
  let i = heap.push(item) - 1;
  while (i > 0) {
    const above = (i - 1) >> 1;
    if (heap[above]!.m <= item.m) break;
    heap[i] = heap[above]!;
    i = above;
  }
  heap[i] = item;
}

function pop(heap: Reached[]): Reached | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]!.m < heap[child]!.m) child += 1;
    if (heap[child]!.m >= last.m) break;
    heap[i] = heap[child]!;
    i = child;
  }
  heap[i] = last;
  return top;
}
