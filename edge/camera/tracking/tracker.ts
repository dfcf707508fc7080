/**
 * Follows the things in one camera's picture (the two-stage association of ByteTrack, Zhang et al. 2022): boxes that
 * the detector believes in are matched first, then the doubtful ones continue what was clearly seen before, so that a
 * thing that dims or is half hidden is not lost. Each follows a constant-velocity Kalman filter in sizes of its own.
 *
 * Invariants: an id is of this camera alone, is given anew after ten minutes at the latest and never leaves the
 * process; nothing of a thing's looks is kept; the newest frame's tracks are all there is, at most `TRACKS_MAX`.
 */
import type { Detection } from '@chengyun/models/runtime/manifest-types.ts';
import { footOf, overlap, type Point, type RelativeBox } from '../zones/geometry.ts';
import { assign } from './assign.ts';
import { correctMotion, type Motion, predictMotion, startMotion } from './motion.ts';

export type SeenClass = Detection['cls'];

/** A detector's box in parts of the picture. */
export interface ScoredBox extends RelativeBox {
  readonly cls: SeenClass;
  readonly score: number;
}

export interface Track {
  /** Of this camera, for ten minutes at most. */
  readonly id: number;
  readonly cls: SeenClass;
  /** As last seen; where it is expected while it is out of sight. */
  readonly box: RelativeBox;
  /** Of its last box. */
  readonly score: number;
  /** It has a box in the newest frame. */
  readonly isSeen: boolean;
  /** Seen clearly once or faintly twice: no flicker of the detector. */
  readonly isConfirmed: boolean;
  /** When it was first seen, and last, in the camera's time. */
  readonly bornMs: number;
  readonly seenMs: number;
  /** Parts of the picture a second; null until it was seen twice. */
  readonly perS: Point | null;
}

export interface TrackerCounts {
  /** Followed at the moment, out of sight ones included. */
  readonly followed: number;
  /** Boxes that could not be followed because there were too many. */
  readonly refused: number;
}

export interface Tracker {
  /** Boxes of one frame, doubtful ones too. Returns all that is followed, those out of sight as well. */
  see(boxes: readonly ScoredBox[], ms: number): readonly Track[];
  counts(): TrackerCounts;
}

export interface TrackerConfig {
  /** A box of at least this score is believed and may begin a track; lower ones only continue one. */
  readonly believedMin: number;
  /** Out of sight for longer than this it is forgotten. */
  readonly lostMs?: number;
}

export const TRACKS_MAX = 256;
export const ID_KEPT_MS = 600_000;
const LOST_MS = 2000;
/** What was last seen cut by the picture's border is leaving; the next thing to come in there is another. */
const LEAVING_MS = 400;
const BORDER = 0.02;
/** What was seen once and faintly waits this long for a second sight. */
const TENTATIVE_MS = 600;

/** How far from where it is expected a thing may turn up, in its own size: speed unknown, known, doubtful box. */
const REACH = { first: 1.3, known: 0.8, doubtful: 0.4 };
/** For each second out of sight the reach grows by this, up to `first`. */
const REACH_PER_S = 0.4;
const OVERLAP_MIN = 0.3;
/** Between two frames the size of one thing changes less than this, if it is not cut by the picture's border. */
const SIZE_RATIO_MAX = 1.8;
/** In sizes of the thing: how exact a box is, what speeds there are (a car at 60 km/h), how hard things brake. */
const SIGMA = { at: 0.06, doubtfulAt: 0.15, perS: 4, perS2: 1 };
const SIZE_BLEND = 0.5;

interface Followed {
  id: number;
  readonly cls: SeenClass;
  x: Motion;
  y: Motion;
  w: number;
  h: number;
  /** The last box as it was seen. */
  box: RelativeBox;
  score: number;
  hits: number;
  isConfirmed: boolean;
  readonly bornMs: number;
  /** When it got its id. */
  namedMs: number;
  seenMs: number;
  movedMs: number;
}

const sizeOf = ({ w, h }: { w: number; h: number }): number => Math.max(w, h);
const isAtBorder = ({ x, y, w, h }: RelativeBox): boolean =>
  x < BORDER || y < BORDER || x + w > 1 - BORDER || y + h > 1 - BORDER;
const expectedBox = ({ x, y, w, h }: Followed): RelativeBox => ({ x: x.at - w / 2, y: y.at - h, w, h });

export function createTracker({ believedMin, lostMs = LOST_MS }: TrackerConfig): Tracker {
  let followed: Followed[] = [];
  let lastId = 0;
  let refused = 0;
  const clearMin = believedMin + (1 - believedMin) / 3;

  function begin(box: ScoredBox, ms: number): void {
    if (followed.length >= TRACKS_MAX) {
      refused += 1;
      return;
    }
    const [x, y] = footOf(box);
    const size = sizeOf(box);
    lastId += 1;
    followed.push({
      ...{ id: lastId, cls: box.cls, w: box.w, h: box.h, box, score: box.score },
      x: startMotion(x, SIGMA.at * size, SIGMA.perS * size),
      y: startMotion(y, SIGMA.at * size, SIGMA.perS * size),
      ...{ hits: 1, isConfirmed: box.score >= clearMin, bornMs: ms, namedMs: ms, seenMs: ms, movedMs: ms },
    });
  }

  function expect(one: Followed, ms: number): void {
    const elapsedS = Math.max(0, ms - one.movedMs) / 1000;
    const size = sizeOf(one);
    one.x = predictMotion(one.x, elapsedS, SIGMA.perS2 * size);
    one.y = predictMotion(one.y, elapsedS, SIGMA.perS2 * size);
    one.movedMs = ms;
  }

  function meet(one: Followed, box: ScoredBox, ms: number): void {
    const [x, y] = footOf(box);
    const sigma = (box.score >= believedMin ? SIGMA.at : SIGMA.doubtfulAt) * sizeOf(box);
    one.x = correctMotion(one.x, x, sigma);
    one.y = correctMotion(one.y, y, sigma);
    one.w += SIZE_BLEND * (box.w - one.w);
    one.h += SIZE_BLEND * (box.h - one.h);
    one.box = box;
    one.score = box.score;
    one.hits += 1;
    one.isConfirmed ||= one.hits >= 2 || box.score >= clearMin;
    one.seenMs = ms;
    if (ms - one.namedMs < ID_KEPT_MS) return;
    lastId += 1;
    one.id = lastId;
    one.namedMs = ms;
  }

  /** Matches what it can and returns what is left of both. */
  function match(
    tracks: readonly Followed[],
    boxes: readonly ScoredBox[],
    ms: number,
    costOf: typeof costOfBelieved,
  ): { readonly tracks: readonly Followed[]; readonly boxes: readonly ScoredBox[] } {
    const pairs = assign(tracks.length, boxes.length, (row, column) => costOf(tracks[row]!, boxes[column]!, ms));
    for (const [row, column] of pairs) meet(tracks[row]!, boxes[column]!, ms);
    const [met, used] = [new Set(pairs.map(([row]) => row)), new Set(pairs.map(([, column]) => column))];
    return {
      tracks: tracks.filter((_, row) => !met.has(row)),
      boxes: boxes.filter((_, column) => !used.has(column)),
    };
  }

  return {
    see: (boxes, ms) => {
      followed = followed.filter((one) => ms - one.seenMs <= (isAtBorder(one.box) ? LEAVING_MS : lostMs));
      for (const one of followed) expect(one, ms);
      const best = boxes.toSorted((a, b) => b.score - a.score).slice(0, TRACKS_MAX);
      refused += boxes.length - best.length;
      const [believed, doubtful] = [
        best.filter(({ score }) => score >= believedMin),
        best.filter(({ score }) => score < believedMin),
      ];
      const confirmed = followed.filter(({ isConfirmed }) => isConfirmed);
      const first = match(confirmed, believed, ms, costOfBelieved);
      match(first.tracks, doubtful, ms, costOfDoubtful);
      const tentative = followed.filter(({ isConfirmed }) => !isConfirmed);
      const second = match(tentative, first.boxes, ms, costOfBelieved);
      // Flicker: what was faint and is not there a second time.
      followed = followed.filter((one) => one.isConfirmed || ms - one.seenMs <= TENTATIVE_MS);
      for (const box of second.boxes) begin(box, ms);
      return followed.map((one) => trackOf(one, ms));
    },
    counts: () => ({ followed: followed.length, refused }),
  };
}

function trackOf(one: Followed, ms: number): Track {
  const { id, cls, score, isConfirmed, bornMs, seenMs } = one;
  const isSeen = seenMs === ms;
  const perS = one.hits < 2 ? null : ([one.x.perS, one.y.perS] as const);
  return { id, cls, box: isSeen ? one.box : expectedBox(one), score, isSeen, isConfirmed, bornMs, seenMs, perS };
}

/** Lower is likelier; null when the two cannot be the same. */
function costOfBelieved(one: Followed, box: ScoredBox, ms: number): number | null {
  const unseenS = (ms - one.seenMs) / 1000;
  const known = Math.min(REACH.first, REACH.known + REACH_PER_S * Math.max(0, unseenS - 0.3));
  return costWithin(one, box, one.hits < 2 ? REACH.first : known);
}

function costOfDoubtful(one: Followed, box: ScoredBox): number | null {
  return costWithin(one, box, REACH.doubtful);
}

function costWithin(one: Followed, box: ScoredBox, reach: number): number | null {
  if (one.cls !== box.cls) return null;
  const [own, size] = [sizeOf(box), sizeOf(one)];
  const ratio = Math.max(own, size) / Math.min(own, size);
  if (ratio > SIZE_RATIO_MAX && !isAtBorder(box)) return null;
  const [x, y] = footOf(box);
  const off = Math.hypot(x - one.x.at, y - one.y.at) / ((own + size) / 2);
  const shared = overlap(expectedBox(one), box);
  return off <= reach || shared >= OVERLAP_MIN ? off + (1 - shared) / 2 : null;
}
