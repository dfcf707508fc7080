import { expect, test } from 'vitest';
import type { RelativeBox } from '../zones/geometry.ts';
import { createStandingWatch } from './standing.ts';
import { createTracker } from './tracker.ts';

/** A box of the given size that stands on (x, y). */
const on = (x: number, y: number, side = 0.1): RelativeBox => ({ x: x - side / 2, y: y - side, w: side, h: side });

/** Vehicles of a frame past tracker and watch; tells for each since when it stands in its place. */
function createWatch() {
  const tracker = createTracker({ believedMin: 0.4 });
  const watch = createStandingWatch();
  return {
    watch,
    see: (boxes: readonly RelativeBox[], ms: number) => {
      const scored = boxes.map((box) => ({ ...box, cls: 'vehicle' as const, score: 0.9 }));
      const tracks = tracker.see(scored, ms);
      watch.see(tracks, ms);
      return scored.map((box) => watch.sinceMs(tracks.find((track) => track.box === box)!.id));
    },
  };
}

test('what stays stands since it came, what drives does not, and trembling is no driving', () => {
  const { see, watch } = createWatch();
  let since: readonly (number | null)[] = [];
  for (let ms = 0; ms <= 4000; ms += 250) {
    const tremble = (ms / 250) % 2 === 0 ? 0.008 : -0.008;
    since = see([on(0.3 + tremble, 0.5), on(0.1 + ms / 20_000, 0.8)], ms);
  }
  expect(since[0]).toBe(0);
  expect(since[1]).toBeGreaterThan(3000);
  expect(watch.standing()).toMatchObject([{ sinceMs: 0, seenMs: 4000 }]);
});

test('a queue that creeps on is moving again at once, and its place is forgotten', () => {
  const { see, watch } = createWatch();
  for (let ms = 0; ms <= 5000; ms += 500) see([on(0.5, 0.5)], ms);
  expect(watch.standing()).toHaveLength(1);
  expect(see([on(0.53, 0.5)], 5500)).toEqual([5500]);
  expect(watch.standing()).toEqual([]);
});

test('a parked car stands since it came, over a change of light and a decoder that was started anew', () => {
  const { see, watch } = createWatch();
  for (let ms = 0; ms <= 120_000; ms += 500) see([on(0.5, 0.5)], ms);
  // Nothing is found for twenty seconds; then the stream comes back with times that jump.
  for (let ms = 120_500; ms <= 140_000; ms += 500) see([], ms);
  expect(watch.standing()).toMatchObject([{ sinceMs: 0, seenMs: 120_000, id: null }]);
  expect(see([on(0.505, 0.5)], 175_000)).toEqual([0]);
  expect(watch.standing()).toMatchObject([{ sinceMs: 0, seenMs: 175_000 }]);
});

test('it is not remembered for longer than it stood, nor for longer than ten minutes', () => {
  const short = createWatch();
  for (let ms = 0; ms <= 30_000; ms += 500) short.see([on(0.5, 0.5)], ms);
  short.see([], 58_000);
  expect(short.watch.standing()).toHaveLength(1);
  expect(short.see([on(0.5, 0.5)], 61_000)).toEqual([61_000]);
  const long = createWatch();
  for (let ms = 0; ms <= 3_600_000; ms += 1000) long.see([on(0.5, 0.5)], ms);
  long.see([], 3_600_000 + 599_000);
  expect(long.watch.standing()).toHaveLength(1);
  long.see([], 3_600_000 + 601_000);
  expect(long.watch.standing()).toEqual([]);
});

test('another that drives into a place, or over it, does not stand there since the one before', () => {
  const { see, watch } = createWatch();
  for (let ms = 0; ms <= 60_000; ms += 500) see([on(0.5, 0.5)], ms);
  for (let ms = 60_500; ms <= 70_000; ms += 500) see([], ms);
  let since: readonly (number | null)[] = [];
  for (let ms = 70_500; ms <= 90_000; ms += 500)
    since = see([on(Math.min(0.5, 0.1 + (ms - 70_500) / 20_000), 0.5)], ms);
  expect(since[0]).toBeGreaterThan(76_000);
  expect(watch.standing()).toMatchObject([{ sinceMs: since[0] }]);
});

test('an id that is given anew changes nothing for who stands', () => {
  const { see } = createWatch();
  let since: readonly (number | null)[] = [];
  for (let ms = 0; ms <= 25 * 60_000; ms += 1000) since = see([on(0.5, 0.5)], ms);
  expect(since).toEqual([0]);
});
