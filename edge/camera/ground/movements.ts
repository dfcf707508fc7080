/**
 * How each thing moves, by where it stood a second or two ago: over such a time the trembling of a box is small beside
 * the way. In metres where the ground is known, else in parts of the picture.
 */
import type { GroundMap } from '@chengyun/contracts';
import type { Track } from '../tracking/tracker.ts';
import { footOf, type Point } from '../zones/geometry.ts';

export interface Movement {
  /** Over the picture, in parts of it a second. */
  readonly perS: Point;
  /** Over the ground; null where it is not known. */
  readonly mPerS: Point | null;
}

export interface Movements {
  see(tracks: readonly Track[], ms: number): void;
  /** Null while it was not followed for long enough. */
  of(id: number): Movement | null;
}

/** The way is taken over at least this time and at most the other one. */
const SPAN_MS = { min: 700, max: 2000 };
const STEPS_MAX = 64;

export function createMovements(map: GroundMap | null): Movements {
  const ways = new Map<number, { foot: Point; ms: number }[]>();
  return {
    see: (tracks, ms) => {
      const ids = new Set(tracks.map(({ id }) => id));
      for (const id of ways.keys()) if (!ids.has(id)) ways.delete(id);
      for (const { id, box, isSeen } of tracks) {
        if (!isSeen) continue;
        const way = (ways.get(id) ?? []).filter((step) => ms - step.ms <= SPAN_MS.max);
        ways.set(id, [...way, { foot: footOf(box), ms }].slice(-STEPS_MAX));
      }
    },
    of: (id) => {
      const way = ways.get(id) ?? [];
      const [first, last] = [way[0], way.at(-1)];
      if (first === undefined || last === undefined || last.ms - first.ms < SPAN_MS.min) return null;
      const elapsedS = (last.ms - first.ms) / 1000;
      const between = (from: Point, to: Point): Point => [(to[0] - from[0]) / elapsedS, (to[1] - from[1]) / elapsedS];
      const [from, to] = [map?.(first.foot) ?? null, map?.(last.foot) ?? null];
      return { perS: between(first.foot, last.foot), mPerS: from && to ? between(from, to) : null };
    },
  };
}
