/**
 * Counts vehicles that cross drawn lines. Each is followed from frame to frame by where it stands and how fast it goes;
 * what is followed has no number and no appearance, lives only here and is forgotten when it is out of sight.
 */
import { footOf, type Point, type RelativeBox } from './geometry.ts';

export interface LineConfig {
  readonly id: string;
  /** Asset whose flow it measures; left out: the device's own. */
  readonly asset?: string | undefined;
  /** Counted is what crosses from the left to the right, seen from the first end to the second. */
  readonly ends: readonly [Point, Point];
}

export interface LineCounter {
  /** The vehicles of a frame. */
  see(vehicles: readonly RelativeBox[], ms: number): void;
  /** Vehicles a minute for each line, over the last minute; null until it has watched for a while. */
  perMin(ms: number): readonly { readonly config: LineConfig; readonly perMin: number | null }[];
}

const WINDOW_MS = 60_000;
const WATCHED_MS_MIN = 10_000;
const FORGET_AFTER_MS = 900;
/** How far from where it is expected a vehicle may turn up, in its own size: while its speed is unknown, and then. */
const REACH_FIRST = 1.3;
const REACH = 0.8;
/** Between two frames the size of one vehicle changes less than this. */
const SIZE_RATIO_MAX = 1.8;

interface Followed {
  foot: Point;
  size: number;
  /** Parts of the picture a millisecond; null until it was seen twice. */
  speed: Point | null;
  seenMs: number;
  /** Ids of the lines that it has crossed: a vehicle that stops on a line is counted once. */
  readonly crossed: Set<string>;
}

const sizeOf = ({ w, h }: RelativeBox): number => Math.max(w, h);

export function createLineCounter(lines: readonly LineConfig[]): LineCounter {
  const crossings = new Map<string, number[]>(lines.map(({ id }) => [id, []]));
  let followed: Followed[] = [];
  let beganMs: number | null = null;

  function move(one: Followed, box: RelativeBox, ms: number): void {
    const foot = footOf(box);
    for (const { id, ends } of lines) {
      if (one.crossed.has(id) || !crosses(one.foot, foot, ends)) continue;
      one.crossed.add(id);
      crossings.get(id)?.push(ms);
    }
    const elapsedMs = Math.max(1, ms - one.seenMs);
    one.speed = [(foot[0] - one.foot[0]) / elapsedMs, (foot[1] - one.foot[1]) / elapsedMs];
    one.foot = foot;
    one.size = sizeOf(box);
    one.seenMs = ms;
  }

  return {
    see: (vehicles, ms) => {
      beganMs ??= ms;
      if (lines.length === 0) return;
      followed = followed.filter((one) => ms - one.seenMs <= FORGET_AFTER_MS);
      const candidates = followed.flatMap((one) =>
        vehicles.flatMap((box, index) => {
          const off = distance(one, box, ms);
          return off === null ? [] : [{ one, box, index, off }];
        }),
      );
      candidates.sort((a, b) => a.off - b.off);
      const found = new Set<number>();
      const moved = new Set<Followed>();
      for (const { one, box, index } of candidates) {
        if (found.has(index) || moved.has(one)) continue;
        found.add(index);
        moved.add(one);
        move(one, box, ms);
      }
      for (const [index, box] of vehicles.entries()) {
        if (found.has(index)) continue;
        followed.push({ foot: footOf(box), size: sizeOf(box), speed: null, seenMs: ms, crossed: new Set() });
      }
    },
    perMin: (ms) => {
      const watchedMs = Math.min(WINDOW_MS, ms - (beganMs ?? ms));
      return lines.map((config) => {
        const recent = (crossings.get(config.id) ?? []).filter((atMs) => ms - atMs < WINDOW_MS);
        crossings.set(config.id, recent);
        const perMin = watchedMs < WATCHED_MS_MIN ? null : (recent.length * WINDOW_MS) / watchedMs;
        return { config, perMin };
      });
    },
  };
}

/** How far the box is from where the vehicle is expected, by its size; null when it cannot be the same. */
function distance({ foot, speed, size, seenMs }: Followed, box: RelativeBox, ms: number): number | null {
  const own = sizeOf(box);
  if (Math.max(own, size) / Math.min(own, size) > SIZE_RATIO_MAX) return null;
  const [x, y] = footOf(box);
  const [speedX, speedY] = speed ?? [0, 0];
  const off = Math.hypot(x - foot[0] - speedX * (ms - seenMs), y - foot[1] - speedY * (ms - seenMs));
  const reach = speed === null ? REACH_FIRST : REACH;
  return off <= (reach * (own + size)) / 2 ? off / own : null;
}

/** Which side of the line from `a` to `b`: positive is its right. Heights grow downwards. */
function side([a, b]: readonly [Point, Point], [x, y]: Point): number {
  return (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
}

function crosses(from: Point, to: Point, ends: readonly [Point, Point]): boolean {
  if (side(ends, from) >= 0 || side(ends, to) < 0) return false;
  const way = [from, to] as const;
  return side(way, ends[0]) >= 0 !== side(way, ends[1]) >= 0;
}
