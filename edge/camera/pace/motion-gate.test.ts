import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { createScene } from '@chengyun/models/synthetic/scene.ts';
import { expect, test } from 'vitest';
import { createMotionGate, QUIET_EVERY_MS } from './motion-gate.ts';

const [WIDTH, HEIGHT] = [320, 180];
function street(light: { day: number; rain: number }, vehiclesPerMin: number) {
  const scene = createScene(41, { kind: 'street', cameraModel: 'simulator', widthPx: WIDTH, heightPx: HEIGHT });
  scene.setTraffic({ vehiclesPerMin, queueLengthM: 0, speedFactor: 1, people: vehiclesPerMin === 0 ? 0 : 4 });
  scene.setLight(light);
  return (ms: number): RgbFrame => {
    const { rgba } = scene.renderFrame(ms / 1000);
    const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
    for (let at = 0; at < WIDTH * HEIGHT; at += 1) rgb.set(rgba.subarray(at * 4, at * 4 + 3), at * 3);
    return { rgb, width: WIDTH, height: HEIGHT };
  };
}

/** Frames that are judged of twenty in five seconds, after a minute. */
function judgedOf(frameAt: (ms: number) => RgbFrame): number {
  const gate = createMotionGate();
  for (let ms = 0; ms < 60_000; ms += 2000) frameAt(ms);
  return Array.from({ length: 20 }, (_, index) => 60_000 + index * 250).filter((ms) => gate.isDue(frameAt(ms), ms))
    .length;
}

test.each([
  ['by day', { day: 0.9, rain: 0 }],
  ['by night, with its noise', { day: 0, rain: 0 }],
])('an empty street %s is judged now and then', (_, light) => {
  expect(judgedOf(street(light, 0))).toBeLessThanOrEqual(4);
});

test.each([
  ['by day', { day: 0.9, rain: 0 }],
  ['by night', { day: 0, rain: 0 }],
])('a street with traffic %s is judged frame by frame', (_, light) => {
  expect(judgedOf(street(light, 60))).toBeGreaterThanOrEqual(16);
});

test('what creeps is judged when it has moved on, and nothing for long is never', () => {
  const gate = createMotionGate();
  const frame = (leftPx: number): RgbFrame => {
    const rgb = new Uint8Array(WIDTH * HEIGHT * 3).fill(90);
    for (let y = 80; y < 110; y += 1) rgb.fill(200, (y * WIDTH + leftPx) * 3, (y * WIDTH + leftPx + 40) * 3);
    return { rgb, width: WIDTH, height: HEIGHT };
  };
  expect(gate.isDue(frame(100), 0)).toBe(true);
  expect(gate.isDue(frame(100), 250)).toBe(false);
  expect(gate.isDue(frame(101), 500)).toBe(true);
  expect(gate.isDue(frame(101), 500 + QUIET_EVERY_MS - 1)).toBe(false);
  expect(gate.isDue(frame(101), 500 + QUIET_EVERY_MS)).toBe(true);
  expect(gate.skipped()).toBe(2);
});
