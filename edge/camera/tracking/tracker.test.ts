import { createRandom } from '@chengyun/models/synthetic/random.ts';
import { createScene } from '@chengyun/models/synthetic/scene.ts';
import { expect, test } from 'vitest';
import { along, type Body, car, createWalkedStreet, type Flaws, lorry, walker } from '../../testing/walked-street.ts';
import { createTracker, ID_KEPT_MS, type ScoredBox, TRACKS_MAX, type Track } from './tracker.ts';

const BELIEVED_MIN = 0.4;

interface Walk {
  /** Ids that each body had, in order. */
  readonly idsOf: (body: number) => readonly number[];
  /** Bodies that each id was given to. */
  readonly bodiesOf: ReadonlyMap<number, ReadonlySet<number>>;
  readonly frames: readonly (readonly Track[])[];
}

/** Runs bodies past a tracker and writes down who had which id. */
function walk(
  bodies: readonly Body[],
  seconds: number,
  flaws: Flaws & { fps?: number; gone?: (s: number) => boolean } = {},
): Walk {
  const { fps = 5, gone = () => false } = flaws;
  const street = createWalkedStreet(bodies);
  const tracker = createTracker({ believedMin: BELIEVED_MIN });
  const ids = new Map<number, number[]>();
  const bodiesOf = new Map<number, Set<number>>();
  const frames: (readonly Track[])[] = [];
  for (let frame = 0; frame < seconds * fps; frame += 1) {
    const s = frame / fps;
    const boxes = gone(s) ? [] : street.see(s, flaws);
    const tracks = tracker.see(boxes, s * 1000);
    frames.push(tracks);
    for (const box of boxes) {
      const track = tracks.find((one) => one.isSeen && one.box === box);
      if (track === undefined) continue;
      const had = ids.get(box.body) ?? [];
      if (had.at(-1) !== track.id) ids.set(box.body, [...had, track.id]);
      bodiesOf.set(track.id, (bodiesOf.get(track.id) ?? new Set()).add(box.body));
    }
  }
  return { idsOf: (body) => ids.get(body) ?? [], bodiesOf, frames };
}

const shared = ({ bodiesOf }: Walk) => [...bodiesOf.values()].filter((bodies) => bodies.size > 1).length;

test('two people who cross keep who they are, one hidden behind the other for a moment', () => {
  const seen = walk([walker(along([-4, 15], [1.3, 0])), walker(along([4, 15.8], [-1.3, 0]))], 6, { tremble: 0.03 });
  expect([seen.idsOf(0).length, seen.idsOf(1).length, shared(seen)]).toEqual([1, 1, 0]);
});

test('a car that drives behind a standing lorry is found again on the other side', () => {
  const seen = walk([lorry(() => [0, 16]), car(along([-9, 20], [6, 0]))], 4);
  const hidden = seen.frames.filter((tracks) => tracks.some(({ isSeen }) => !isSeen)).length;
  expect(hidden).toBeGreaterThan(1);
  expect([seen.idsOf(0).length, seen.idsOf(1).length, shared(seen)]).toEqual([1, 1, 0]);
});

test('what stays away for longer than the buffer is somebody else', () => {
  const seen = walk([car(() => [2, 18])], 8, { gone: (s) => s >= 2 && s < 5 });
  expect(seen.idsOf(0).length).toBe(2);
  expect(seen.frames.at(20)).toEqual([]);
});

test('a box that becomes doubtful continues its track; a doubtful one alone begins none', () => {
  const tracker = createTracker({ believedMin: BELIEVED_MIN });
  const box = (x: number, score: number): ScoredBox => ({ cls: 'vehicle', x, y: 0.4, w: 0.1, h: 0.1, score });
  const ids = Array.from({ length: 12 }, (_, frame) => {
    const score = frame < 3 ? 0.8 : 0.15;
    return tracker.see([box(0.2 + frame * 0.02, score), box(0.8, 0.15)], frame * 200);
  });
  for (const tracks of ids) expect(tracks.map(({ id, isSeen }) => [id, isSeen])).toEqual([[1, true]]);
});

test('a faint box is no thing until it is seen twice, a clear one is at once', () => {
  const tracker = createTracker({ believedMin: BELIEVED_MIN });
  const box = (x: number, score: number): ScoredBox => ({ cls: 'person', x, y: 0.4, w: 0.05, h: 0.1, score });
  const first = tracker.see([box(0.1, 0.45), box(0.5, 0.9)], 0);
  expect(first.map(({ isConfirmed }) => isConfirmed).sort()).toEqual([false, true]);
  const second = tracker.see([box(0.11, 0.45), box(0.5, 0.9)], 250);
  expect(second.map(({ isConfirmed }) => isConfirmed)).toEqual([true, true]);
  tracker.see([box(0.9, 0.45)], 500);
  expect(tracker.see([], 1500).some(({ box: { x } }) => x > 0.8)).toBe(false);
});

test('twelve seconds of a busy road, with trembling boxes: nobody changes places and few are lost', () => {
  const bodies = Array.from({ length: 24 }, (_, n) => {
    const towards = n % 2 === 0;
    const x = towards ? -1.8 - (n % 4) * 1.6 : 1.8 + ((n + 1) % 4) * 1.6;
    // One speed a lane: cars do not drive through each other.
    const speed = 7 + (n % 4) * 1.2;
    return car(along([x, towards ? 60 : 9], [0, towards ? -speed : speed], Math.floor(n / 4) * 2));
  });
  for (let seed = 1; seed <= 10; seed += 1) {
    const random = createRandom(seed);
    const seen = walk(bodies, 12, { tremble: 0.05, random: () => random.next(), fps: 5 });
    const parts = bodies.map((_, body) => seen.idsOf(body).length).filter((count) => count > 0);
    expect(parts.length).toBeGreaterThan(20);
    expect(shared(seen), `seed ${seed}`).toBe(0);
    expect(parts.filter((count) => count > 1).length, `seed ${seed}`).toBeLessThanOrEqual(2);
  }
});

test('of a drawn street as many are followed at four frames a second as at twelve', { timeout: 60_000 }, () => {
  const [width, height, seconds] = [480, 270, 25];
  const scene = createScene(41, { kind: 'street', cameraModel: 'simulator', widthPx: width, heightPx: height });
  scene.setTraffic({ vehiclesPerMin: 24, queueLengthM: 0, speedFactor: 1, people: 4 });
  scene.setLight({ day: 0.85, rain: 0 });
  const [often, seldom] = [12, 4].map(() => ({
    tracker: createTracker({ believedMin: BELIEVED_MIN }),
    ids: new Set(),
  }));
  for (let frame = 0; frame < seconds * 12; frame += 1) {
    const { truth } = scene.renderFrame(frame / 12);
    const boxes = truth
      .filter(({ visible }) => visible > 0.2)
      .map(({ cls, x, y, w, h, visible }) => ({
        ...{ cls, score: 0.9 * visible, x: x / width, y: y / height, w: w / width, h: h / height },
      }));
    for (const { tracker, ids } of frame % 3 === 0 ? [often!, seldom!] : [often!]) {
      for (const { id, isConfirmed } of tracker.see(boxes, (frame * 1000) / 12)) if (isConfirmed) ids.add(id);
    }
  }
  expect(often!.ids.size).toBeGreaterThan(12);
  expect(Math.abs(seldom!.ids.size - often!.ids.size)).toBeLessThanOrEqual(3);
});

test('an id is given anew after ten minutes, also of what never moves', () => {
  const tracker = createTracker({ believedMin: BELIEVED_MIN });
  const parked: ScoredBox = { cls: 'vehicle', x: 0.4, y: 0.4, w: 0.1, h: 0.1, score: 0.9 };
  const given = new Map<number, number>();
  for (let ms = 0; ms <= 3 * ID_KEPT_MS; ms += 1000) {
    for (const { id } of tracker.see([parked], ms)) given.set(id, (given.get(id) ?? 0) + 1);
  }
  expect(given.size).toBe(4);
  for (const seconds of given.values()) expect(seconds).toBeLessThanOrEqual(ID_KEPT_MS / 1000);
});

test('there is a limit to what is followed, and reaching it is counted', () => {
  const tracker = createTracker({ believedMin: BELIEVED_MIN });
  const many = Array.from({ length: TRACKS_MAX + 44 }, (_, n): ScoredBox => {
    return { cls: 'person', x: (n % 20) / 20, y: Math.floor(n / 20) / 20, w: 0.02, h: 0.04, score: 0.9 };
  });
  expect(tracker.see(many, 0)).toHaveLength(TRACKS_MAX);
  expect(tracker.counts()).toEqual({ followed: TRACKS_MAX, refused: 44 });
});
