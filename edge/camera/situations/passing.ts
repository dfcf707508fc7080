/** Who passes what stands: a vehicle that was behind it, by the direction of the lane, and is ahead of it now. */
import type { Standing } from '../tracking/standing.ts';
import type { Track } from '../tracking/tracker.ts';
import { footOf, type Point, type RelativeBox } from '../zones/geometry.ts';

export interface Passing {
  /** Vehicles of the lane in one frame, and those that stand in it. */
  see(standing: readonly Standing[], vehicles: readonly Track[]): void;
  /** How many have passed it since it came. */
  passed(one: Standing): number;
}

/** So far beyond the place, in sizes of what stands there, a vehicle is ahead or behind and not beside. */
const CLEAR = 0.5;
const BEHIND_MAX = 256;

export function createPassing(direction: readonly [Point, Point] | undefined): Passing {
  const known = new Map<Standing, { readonly behind: Set<number>; passed: number }>();
  if (direction === undefined) return { see: () => undefined, passed: () => 0 };
  const [from, to] = direction;
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const alongOf = (box: RelativeBox) => {
    const [x, y] = footOf(box);
    return ((x - from[0]) * (to[0] - from[0]) + (y - from[1]) * (to[1] - from[1])) / length;
  };
  return {
    see: (standing, vehicles) => {
      for (const one of known.keys()) if (!standing.includes(one)) known.delete(one);
      for (const one of standing) {
        const notes = known.get(one) ?? { behind: new Set<number>(), passed: 0 };
        known.set(one, notes);
        const clear = CLEAR * Math.max(one.box.w, one.box.h);
        for (const { id, box } of vehicles) {
          const ahead = alongOf(box) - alongOf(one.box);
          if (id === one.id) continue;
          if (ahead < -clear && notes.behind.size < BEHIND_MAX) notes.behind.add(id);
          if (ahead > clear && notes.behind.delete(id)) notes.passed += 1;
        }
      }
    },
    passed: (one) => known.get(one)?.passed ?? 0,
  };
}
