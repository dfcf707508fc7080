/** Vehicles that drive against a lane: for at least a second, clearly, and over more than their own length. */
import type { GroundMap } from '@chengyun/contracts';
import type { Movements } from '../ground/movements.ts';
import type { Track } from '../tracking/tracker.ts';
import type { Point } from '../zones/geometry.ts';

export interface WrongWay {
  see(vehicles: readonly Track[], movements: Movements, ms: number): void;
  /** How many were seen lately. */
  count(ms: number): number;
}

/** Cosine of the angle to the lane: more than 120 degrees off. */
const AGAINST = -0.5;
const LASTING_MS = 1000;
/** Slower than this nobody drives; in parts of its own size where metres are not known. */
const SPEED_MIN = { mPerS: 1.5, sizesPerS: 0.3 };
/** One that was seen is told for this long, so that no report misses it. */
const TOLD_MS = 10_000;
const SEEN_MAX = 256;

export function createWrongWay(direction: readonly [Point, Point] | undefined, map: GroundMap | null): WrongWay {
  /** Since when it drives against the lane, and when it was last told. */
  const against = new Map<number, { sinceMs: number; lastMs: number; toldMs: number | null }>();
  if (direction === undefined) return { see: () => undefined, count: () => 0 };
  const [from, to] = direction;
  const [fromM, toM] = [map?.(from) ?? null, map?.(to) ?? null];
  const way: Point = [to[0] - from[0], to[1] - from[1]];
  const wayM: Point | null = fromM && toM ? [toM[0] - fromM[0], toM[1] - fromM[1]] : null;

  function isAgainst({ id, box }: Track, movements: Movements): boolean {
    const movement = movements.of(id);
    if (movement === null) return false;
    if (movement.mPerS !== null && wayM !== null) {
      return Math.hypot(...movement.mPerS) >= SPEED_MIN.mPerS && cosine(movement.mPerS, wayM) <= AGAINST;
    }
    const sizesPerS = Math.hypot(...movement.perS) / Math.max(box.w, box.h);
    return sizesPerS >= SPEED_MIN.sizesPerS && cosine(movement.perS, way) <= AGAINST;
  }

  return {
    see: (vehicles, movements, ms) => {
      for (const [id, { lastMs, toldMs }] of against)
        if (ms - Math.max(lastMs, toldMs ?? 0) > TOLD_MS) against.delete(id);
      for (const track of vehicles) {
        const before = against.get(track.id);
        if (!isAgainst(track, movements)) {
          if (before?.toldMs === null) against.delete(track.id);
          continue;
        }
        if (against.size >= SEEN_MAX) continue;
        const notes = before ?? { sinceMs: ms, lastMs: ms, toldMs: null };
        notes.lastMs = ms;
        if (ms - notes.sinceMs >= LASTING_MS) notes.toldMs = ms;
        against.set(track.id, notes);
      }
    },
    count: (ms) => [...against.values()].filter(({ toldMs }) => toldMs !== null && ms - toldMs <= TOLD_MS).length,
  };
}

function cosine(a: Point, b: Point): number {
  return (a[0] * b[0] + a[1] * b[1]) / Math.max(1e-9, Math.hypot(...a) * Math.hypot(...b));
}
