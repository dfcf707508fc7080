/** How long a queue is: from the first vehicle that stands to the end of the last one, over the ground. */
import type { GroundMap } from '@chengyun/contracts';
import { footOf, type Point, type RelativeBox } from '../zones/geometry.ts';

/** A box stands on one end of its vehicle; the other end is as far away as a car is long. */
const VEHICLE_M = 4.5;
/** A gap in which more than two vehicles would have room ends a queue. */
const GAP_M_MAX = 18;

/** Metres of the longest queue; 0 when nothing stands. Beyond the horizon nothing is measured. */
export function queueLengthM(standing: readonly { readonly box: RelativeBox }[], map: GroundMap): number {
  const places = standing.map(({ box }) => map(footOf(box))).filter((place) => place !== null);
  let longest = 0;
  const left = new Set(places);
  for (const first of places) {
    if (!left.delete(first)) continue;
    const queue: Point[] = [first];
    // What is near enough to any of it belongs to it.
    for (const member of queue) {
      for (const other of left) {
        if (distance(member, other) > GAP_M_MAX) continue;
        left.delete(other);
        queue.push(other);
      }
    }
    longest = Math.max(longest, spread(queue) + VEHICLE_M);
  }
  return longest;
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

function spread(places: readonly Point[]): number {
  return Math.max(...places.map((a) => Math.max(...places.map((b) => distance(a, b)))));
}
