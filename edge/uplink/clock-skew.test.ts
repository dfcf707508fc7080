import { expect, test } from 'vitest';
import { createClockSkew } from './clock-skew.ts';

const said = (at: number) => Buffer.from(JSON.stringify({ v: 1, at }));

test('nothing is known before the broker spoke, and rubbish is no time', () => {
  const clock = createClockSkew();
  for (const payload of ['', '{', '{"v":1}', '{"v":1,"at":"now"}', '{"v":2,"at":5}'])
    clock.hear(Buffer.from(payload), 9);
  expect(clock.skewMs()).toBeNull();
});

test.each([-90_000, 0, 3_600_000])('a clock that is off by %i ms is found behind a slow network', (offMs) => {
  const clock = createClockSkew();
  for (const [n, delayMs] of [800, 120, 15, 2_500, 40].entries()) {
    const atMs = 1_000_000 + n * 10_000;
    clock.hear(said(atMs), atMs + delayMs + offMs);
  }
  expect(clock.skewMs()).toBe(offMs + 15);
});

test('a clock that was set right is believed after five minutes', () => {
  const clock = createClockSkew();
  for (let n = 0; n < 40; n++) clock.hear(said(n * 10_000), n * 10_000 - (n < 10 ? 60_000 : 0));
  expect(clock.skewMs()).toBe(0);
});
