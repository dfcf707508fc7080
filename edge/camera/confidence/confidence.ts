/**
 * How far a camera's judgement can be believed, 0 to 1, from what can be measured without knowing the truth:
 * what moves in the picture and is followed (a view that the detector was not made for moves without it), how far above
 * the threshold the scores are, how steadily tracks are seen, and whether boxes have a size on the ground that such
 * things have. Where there is nothing to judge by, it says nothing against; what is known of motion is kept for longer
 * than a gap in traffic lasts.
 */
import type { GroundMap } from '@chengyun/contracts';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import type { ScoredBox, SeenClass, Track } from '../tracking/tracker.ts';
import { createWindow } from '../window.ts';
import { createMotionGrid } from './motion-grid.ts';

export interface Evidence {
  /** Share of what moves that is followed. */
  readonly explained: number;
  /** How clear the scores are. */
  readonly clear: number;
  /** How steadily tracks are seen. */
  readonly steady: number;
  /** Share of boxes of a likely size on the ground. */
  readonly sized: number;
}

export interface Confidence {
  see(frame: RgbFrame | null, boxes: readonly ScoredBox[], tracks: readonly Track[], ms: number): void;
  evidence(ms: number): Evidence;
  value(ms: number): number;
}

const WINDOW_MS = 10_000;
const MOTION_WINDOW_MS = 60_000;
/** Share of motion that gives none and all of the belief. On street clips by day 0.55 to 0.9, by night 0.3 to 0.4, seen from above 0.1. */
const EXPLAINED = { none: 0.1, all: 0.55 };
const STEADY = { none: 0.3, all: 0.8 };
/** Median of the believed scores, in parts of the way from the threshold to 1. */
const CLEAR = { none: 0, all: 0.35 };
/** Below so many blocks a frame on average nothing moves that had to be explained. */
const MOVING_MIN = 1.5;
/** Widths on the ground that a box of each class may have, metres. */
const WIDTH_M: Readonly<Record<SeenClass, readonly [number, number]>> = {
  vehicle: [1, 15],
  'two-wheeler': [0.25, 3],
  person: [0.2, 2],
};

export function createConfidence(believedMin: number, map: GroundMap | null): Confidence {
  const motion = createMotionGrid();
  const [moving, unexplained] = [createWindow(MOTION_WINDOW_MS), createWindow(MOTION_WINDOW_MS)];
  const [followed, seen] = [createWindow(WINDOW_MS), createWindow(WINDOW_MS)];
  const [measured, likely] = [createWindow(WINDOW_MS), createWindow(WINDOW_MS)];
  const scores = createWindow(WINDOW_MS);

  function evidence(ms: number): Evidence {
    const [blocks, without] = [moving.mean(ms), unexplained.mean(ms)];
    const [tracks, sights] = [followed.mean(ms), seen.mean(ms)];
    const [boxes, fitting] = [measured.mean(ms), likely.mean(ms)];
    const score = scores.median(ms);
    return {
      explained: blocks === null || blocks < MOVING_MIN ? 1 : 1 - (without ?? 0) / blocks,
      clear: score === null ? 1 : Math.max(0, score - believedMin) / (1 - believedMin),
      steady: !tracks ? 1 : (sights ?? 0) / tracks,
      sized: !boxes ? 1 : (fitting ?? 0) / boxes,
    };
  }

  return {
    see: (frame, boxes, tracks, ms) => {
      const here = tracks.filter(({ isSeen }) => isSeen).map(({ box }) => box);
      const change = frame === null ? null : motion.see(frame, here);
      if (change !== null) {
        moving.add(change.moving, ms);
        unexplained.add(change.unexplained, ms);
      }
      followed.add(tracks.length, ms);
      seen.add(here.length, ms);
      const believed = boxes.filter(({ score }) => score >= believedMin);
      for (const { score } of believed) scores.add(score, ms);
      const widths = believed.flatMap((box) => {
        const width = map === null ? null : widthM(box, map);
        return width === null ? [] : [width >= WIDTH_M[box.cls][0] && width <= WIDTH_M[box.cls][1]];
      });
      measured.add(widths.length, ms);
      likely.add(widths.filter(Boolean).length, ms);
    },
    evidence,
    value: (ms) => {
      const { explained, clear, steady, sized } = evidence(ms);
      const flaws = (0.5 + share(clear, CLEAR) / 2) * (0.5 + share(steady, STEADY) / 2);
      return Math.round(share(explained, EXPLAINED) * flaws * sized * 100) / 100;
    },
  };
}

function share(value: number, { none, all }: { readonly none: number; readonly all: number }): number {
  return Math.min(1, Math.max(0, (value - none) / (all - none)));
}

/** Width of what stands on the lower edge of a box; null where the ground is not known. */
function widthM({ x, y, w, h }: ScoredBox, map: GroundMap): number | null {
  const [left, right] = [map([x, y + h]), map([x + w, y + h])];
  return left && right ? Math.hypot(right[0] - left[0], right[1] - left[1]) : null;
}
