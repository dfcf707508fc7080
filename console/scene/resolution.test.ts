import { expect, test } from 'vitest';
import { createFrameTimes } from './frame-times.ts';
import { createResolution, scaleSteps } from './resolution.ts';

test('late frames of a movement are drawn coarser, step by step, and rest is drawn in full', () => {
  const resolution = createResolution();
  let atMs = 0;
  const move = (frames: number, gapMs: number) => {
    for (let i = 0; i < frames; i++) {
      atMs += gapMs;
      resolution.moving(atMs);
    }
  };
  move(4, 33);
  expect(resolution.scale).toBe(1);
  move(3, 120);
  expect(resolution.scale).toBe(scaleSteps[1]);
  move(30, 120);
  expect(resolution.scale).toBe(scaleSteps.at(-1));
  expect(resolution.rest()).toBe(true);
  expect(resolution.scale).toBe(1);
  expect(resolution.rest()).toBe(false);
});

test('the step is remembered for the next movement and given back after a calm one', () => {
  const resolution = createResolution();
  for (let t = 0; t < 2000; t += 100) resolution.moving(t);
  resolution.rest();
  resolution.moving(10_000);
  expect(resolution.scale).toBeLessThan(1);
  for (let i = 1; i <= 200; i++) resolution.moving(10_000 + i * 33);
  expect(resolution.scale).toBe(1);
});

test('a pause between two movements is no late frame', () => {
  const resolution = createResolution();
  for (let i = 0; i < 20; i++) {
    resolution.moving(i * 2000);
    resolution.rest();
  }
  resolution.moving(50_000);
  expect(resolution.scale).toBe(1);
});

test('the median of the last frames, nothing before the first', () => {
  const times = createFrameTimes();
  expect(times.medianMs()).toBe(0);
  for (let i = 0; i < 500; i++) times.add(i < 300 ? 50 : 3);
  times.add(900);
  expect(times.medianMs()).toBe(3);
});
