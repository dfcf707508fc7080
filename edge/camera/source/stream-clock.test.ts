import { expect, test } from 'vitest';
import { createStreamClock } from './stream-clock.ts';

/** Pictures five times a second from `fromMs` on; `pictureMs` says what time each carries. */
function play(
  clock: ReturnType<typeof createStreamClock>,
  [fromMs, toMs]: readonly [number, number],
  pictureMs: (ms: number) => number,
): void {
  for (let ms = fromMs; ms < toMs; ms += 200) {
    // The network takes 40 ms, now and then half a second more.
    clock.see(pictureMs(ms), ms + 40 + (ms % 1400 === 0 ? 500 : 0));
  }
}

test('a network that takes longer now and then is no drift', () => {
  const clock = createStreamClock();
  play(clock, [0, 60_000], (ms) => ms);
  expect(clock.driftMs(60_000)).toBe(0);
  expect(clock.takenMs(59_000)).toBe(59_040);
});

test('a clock that loses a second in a minute is found to', () => {
  const clock = createStreamClock();
  play(clock, [0, 60_000], (ms) => ms * (1 - 1 / 60));
  expect(clock.driftMs(60_000)).toBeGreaterThan(850);
  expect(clock.driftMs(60_000)).toBeLessThan(1000);
});

test('a jump forward and one back count after some seconds, and nothing is known at the start', () => {
  const clock = createStreamClock();
  play(clock, [0, 4000], (ms) => ms);
  expect(clock.driftMs(4000)).toBeNull();
  play(clock, [4000, 10_000], (ms) => ms);
  play(clock, [10_000, 20_000], (ms) => ms + 3_600_000);
  expect(clock.driftMs(20_000)).toBe(-3_600_000);
  play(clock, [20_000, 30_000], (ms) => ms);
  expect(clock.driftMs(30_000)).toBe(0);
  clock.restart();
  expect(clock.driftMs(30_000)).toBeNull();
});
