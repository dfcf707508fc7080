/**
 * Which things stand, and since when. What is remembered is the place, not the thing: a parked car that is hidden for
 * a while, lost in a change of light or behind a stream that was started anew is found in its place and still stands
 * since it came. A place is forgotten when its thing is seen leaving, when another drives in or over it, and when it
 * was out of sight for as long as it had stood, ten minutes at most.
 */
import { overlap, type RelativeBox } from '../zones/geometry.ts';
import type { SeenClass, Track } from './tracker.ts';

export interface Standing {
  readonly cls: SeenClass;
  readonly box: RelativeBox;
  readonly sinceMs: number;
  readonly seenMs: number;
  /** Of the track that stands there now; null while it is out of sight. */
  readonly id: number | null;
}

export interface StandingWatch {
  /** All tracks of a frame. */
  see(tracks: readonly Track[], ms: number): void;
  /** Since when the thing is in its place; its own birth or last move while it has not stood for long. */
  sinceMs(id: number): number | null;
  /** What has stood for `PLACE_AFTER_MS` or longer, out of sight or not. */
  standing(): readonly Standing[];
}

export interface StandingConfig {
  /** How far a box may wander and still be in its place, in parts of its own size. */
  readonly wander: number;
}

/** What stood for this long has a place that is remembered. */
export const PLACE_AFTER_MS = 2500;
const UNSEEN_MS_MAX = 600_000;
const PLACES_MAX = 128;
/** So much of a box lies in a place that it is the thing that stood there. */
const SAME_PLACE = 0.5;

interface Anchor {
  box: RelativeBox;
  ms: number;
  place: Place | null;
}

interface Place {
  readonly cls: SeenClass;
  box: RelativeBox;
  readonly sinceMs: number;
  seenMs: number;
  id: number | null;
}

export function createStandingWatch({ wander }: StandingConfig = { wander: 0.25 }): StandingWatch {
  const anchors = new Map<number, Anchor>();
  let places: Place[] = [];

  const free = (place: Place) => {
    places = places.filter((other) => other !== place);
  };
  const at = ({ cls, box }: Track) =>
    places.find((place) => place.cls === cls && place.id === null && overlap(place.box, box) >= SAME_PLACE);

  function arrive(track: Track, ms: number): Anchor {
    // A track begins here, so the thing did not come from anywhere: it is what stood here before.
    const place = at(track) ?? null;
    const anchor: Anchor = { box: place?.box ?? track.box, ms: place?.sinceMs ?? ms, place };
    if (place !== null) place.id = track.id;
    anchors.set(track.id, anchor);
    return anchor;
  }

  function follow(track: Track, anchor: Anchor, ms: number): void {
    if (hasLeft(anchor.box, track.box, wander)) {
      if (anchor.place !== null) free(anchor.place);
      anchor.box = track.box;
      anchor.ms = ms;
      anchor.place = null;
    }
    const passed = anchor.place === null ? at(track) : undefined;
    if (passed !== undefined && track.bornMs < ms) free(passed);
    if (anchor.place === null && ms - anchor.ms >= PLACE_AFTER_MS && places.length < PLACES_MAX) {
      anchor.place = { cls: track.cls, box: track.box, sinceMs: anchor.ms, seenMs: ms, id: track.id };
      places.push(anchor.place);
    }
    if (anchor.place !== null) anchor.place.seenMs = ms;
  }

  return {
    see: (tracks, ms) => {
      const ids = new Set(tracks.map(({ id }) => id));
      for (const [id, { place }] of anchors) {
        if (ids.has(id)) continue;
        anchors.delete(id);
        if (place !== null) place.id = null;
      }
      places = places.filter(
        ({ sinceMs, seenMs }) => ms - seenMs <= Math.min(UNSEEN_MS_MAX, Math.max(PLACE_AFTER_MS, seenMs - sinceMs)),
      );
      for (const track of tracks) {
        if (!track.isSeen) continue;
        const anchor = anchors.get(track.id) ?? arrive(track, ms);
        follow(track, anchor, ms);
      }
    },
    sinceMs: (id) => anchors.get(id)?.ms ?? null,
    standing: () => places,
  };
}

function hasLeft(place: RelativeBox, box: RelativeBox, wander: number): boolean {
  const dx = box.x + box.w / 2 - (place.x + place.w / 2);
  const dy = box.y + box.h - (place.y + place.h);
  return Math.abs(dx) > wander * place.w || Math.abs(dy) > wander * place.h;
}
