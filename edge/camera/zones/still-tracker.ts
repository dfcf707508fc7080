/**
 * Tells which vehicles stand still, by following each box to its nearest successor for a few seconds. What is followed
 * has no number and no appearance, lives only here and is forgotten when it is out of sight.
 */
import { overlap, type RelativeBox } from './geometry.ts';

export interface StillTrackerConfig {
  /** A vehicle that stayed in its place for this long stands still. */
  readonly stillAfterMs: number;
  /** How far a box may wander and still be in its place, in parts of its own size. */
  readonly wander: number;
  /** Out of sight for longer than this it is forgotten. */
  readonly forgetAfterMs: number;
}

export const STILL_DEFAULTS: StillTrackerConfig = { stillAfterMs: 2500, wander: 0.25, forgetAfterMs: 1500 };

interface Followed {
  box: RelativeBox;
  /** Where and when it came to its present place. */
  place: RelativeBox;
  placeMs: number;
  seenMs: number;
}

export interface StillTracker {
  /** The boxes of a frame, in the same order, with whether each stands still. */
  see(boxes: readonly RelativeBox[], ms: number): readonly { readonly box: RelativeBox; readonly still: boolean }[];
}

const OVERLAP_MIN = 0.3;

export function createStillTracker(config: StillTrackerConfig = STILL_DEFAULTS): StillTracker {
  let followed: Followed[] = [];

  function follow(one: Followed, box: RelativeBox, ms: number): void {
    one.box = box;
    one.seenMs = ms;
    if (hasLeft(one.place, box, config.wander)) {
      one.place = box;
      one.placeMs = ms;
    }
  }

  return {
    see: (boxes, ms) => {
      followed = followed.filter((one) => ms - one.seenMs <= config.forgetAfterMs);
      const candidates = followed.flatMap((one) =>
        boxes.map((box, index) => ({ one, index, box, shared: overlap(one.box, box) })),
      );
      candidates.sort((a, b) => b.shared - a.shared);
      const matched = new Map<number, Followed>();
      const taken = new Set<Followed>();
      for (const { one, index, box, shared } of candidates) {
        if (shared < OVERLAP_MIN) break;
        if (matched.has(index) || taken.has(one)) continue;
        matched.set(index, one);
        taken.add(one);
        follow(one, box, ms);
      }
      return boxes.map((box, index) => {
        let one = matched.get(index);
        if (one === undefined) {
          one = { box, place: box, placeMs: ms, seenMs: ms };
          followed.push(one);
        }
        return { box, still: ms - one.placeMs >= config.stillAfterMs };
      });
    },
  };
}

function hasLeft(place: RelativeBox, box: RelativeBox, wander: number): boolean {
  const dx = box.x + box.w / 2 - (place.x + place.w / 2);
  const dy = box.y + box.h - (place.y + place.h);
  return Math.abs(dx) > wander * place.w || Math.abs(dy) > wander * place.h;
}
