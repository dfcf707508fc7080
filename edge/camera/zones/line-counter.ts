/**
 * Counts what crosses drawn lines, in each direction, from the tracks of the camera. A thing has crossed when it stands
 * clearly on the other side: one that stops on a line and trembles there has not. It is counted once a direction.
 */
import type { LineCounted } from '@chengyun/contracts';
import type { SeenClass, Track } from '../tracking/tracker.ts';
import { footOf, type Point } from './geometry.ts';

export interface LineConfig {
  readonly id: string;
  /** Asset whose flow it measures; left out: the device's own. */
  readonly asset?: string | undefined;
  /** Forward is from the left to the right, seen from the first end to the second. */
  readonly ends: readonly [Point, Point];
  /** Motor vehicles unless said otherwise. */
  readonly counts?: LineCounted | undefined;
}

export interface LineMeasurement {
  readonly config: LineConfig;
  /** Crossings a minute over the last minute; null until it has watched for a while. */
  readonly perMin: { readonly forward: number; readonly back: number } | null;
}

export interface LineCounter {
  /** All tracks of a frame, those out of sight too. */
  see(tracks: readonly Track[], ms: number): void;
  perMin(ms: number): readonly LineMeasurement[];
}

const WINDOW_MS = 60_000;
const WATCHED_MS_MIN = 10_000;
const CROSSINGS_MAX = 2000;
/** So far from the line, in its own size, a thing is clearly on one side of it. */
const CLEAR_OF_LINE = 0.1;

const CLASSES: Readonly<Record<LineCounted, SeenClass>> = { vehicles: 'vehicle', people: 'person' };

interface Crossings {
  forward: number[];
  back: number[];
}

/** Where a thing was last clearly on one side of a line, and the directions in which it was counted. */
interface Side {
  isRight: boolean;
  foot: Point;
  readonly counted: Set<keyof Crossings>;
}

export function createLineCounter(lines: readonly LineConfig[]): LineCounter {
  const crossings = new Map<string, Crossings>(lines.map(({ id }) => [id, { forward: [], back: [] }]));
  /** By track, then by line. */
  const sides = new Map<number, Map<string, Side>>();
  let beganMs: number | null = null;

  function move({ id, box, cls }: Track, ms: number): void {
    const foot = footOf(box);
    const own = sides.get(id) ?? new Map<string, Side>();
    sides.set(id, own);
    for (const line of lines) {
      if (CLASSES[line.counts ?? 'vehicles'] !== cls) continue;
      const off = distanceRightOf(line.ends, foot);
      if (Math.abs(off) < CLEAR_OF_LINE * Math.max(box.w, box.h)) continue;
      const isRight = off > 0;
      const before = own.get(line.id);
      const direction = isRight ? 'forward' : 'back';
      if (before === undefined) {
        own.set(line.id, { isRight, foot, counted: new Set() });
        continue;
      }
      const isCrossing = before.isRight !== isRight && meets([before.foot, foot], line.ends);
      if (isCrossing && !before.counted.has(direction)) {
        before.counted.add(direction);
        crossings.get(line.id)?.[direction].push(ms);
      }
      before.isRight = isRight;
      before.foot = foot;
    }
  }

  return {
    see: (tracks, ms) => {
      beganMs ??= ms;
      if (lines.length === 0) return;
      const ids = new Set(tracks.map(({ id }) => id));
      for (const id of sides.keys()) if (!ids.has(id)) sides.delete(id);
      for (const track of tracks) if (track.isSeen) move(track, ms);
    },
    perMin: (ms) => {
      const watchedMs = Math.min(WINDOW_MS, ms - (beganMs ?? ms));
      const rateOf = (all: number[]) => {
        const recent = all.filter((atMs) => ms - atMs < WINDOW_MS).slice(-CROSSINGS_MAX);
        all.splice(0, all.length, ...recent);
        return (recent.length * WINDOW_MS) / watchedMs;
      };
      return lines.map((config) => {
        if (watchedMs < WATCHED_MS_MIN) return { config, perMin: null };
        const { forward, back } = crossings.get(config.id)!;
        return { config, perMin: { forward: rateOf(forward), back: rateOf(back) } };
      });
    },
  };
}

/** Which side of the line from `a` to `b`: positive is its right. Heights grow downwards. */
function sideOf([a, b]: readonly [Point, Point], [x, y]: Point): number {
  return (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
}

/** In parts of the picture. */
function distanceRightOf(ends: readonly [Point, Point], point: Point): number {
  const [[ax, ay], [bx, by]] = ends;
  return sideOf(ends, point) / Math.max(1e-6, Math.hypot(bx - ax, by - ay));
}

/** The way crosses the line between its ends. */
function meets(way: readonly [Point, Point], ends: readonly [Point, Point]): boolean {
  return sideOf(way, ends[0]) >= 0 !== sideOf(way, ends[1]) >= 0;
}
