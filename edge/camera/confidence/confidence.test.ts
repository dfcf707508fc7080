import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { expect, test } from 'vitest';
import { car, createWalkedStreet } from '../../testing/walked-street.ts';
import { createTracker, type ScoredBox } from '../tracking/tracker.ts';
import { createConfidence } from './confidence.ts';

const BELIEVED_MIN = 0.4;
const SIDE = { width: 160, height: 90 };

/** A grey picture with bright squares on it. */
function picture(things: readonly { x: number; y: number; w: number; h: number }[]): RgbFrame {
  const rgb = new Uint8Array(SIDE.width * SIDE.height * 3).fill(90);
  for (const { x, y, w, h } of things) {
    for (let row = Math.floor(y * SIDE.height); row < (y + h) * SIDE.height && row < SIDE.height; row += 1) {
      for (let column = Math.floor(x * SIDE.width); column < (x + w) * SIDE.width && column < SIDE.width; column += 1) {
        rgb.fill(220, (row * SIDE.width + column) * 3, (row * SIDE.width + column) * 3 + 3);
      }
    }
  }
  return { rgb, ...SIDE };
}

interface Watched {
  /** Of what moves at this frame, what the detector says. */
  readonly boxes: (things: readonly ScoredBox[], frame: number) => readonly ScoredBox[];
  readonly ground?: Parameters<typeof createConfidence>[1];
}

/** Three things drive through the picture for ten seconds. */
function watch({ boxes, ground = null }: Watched) {
  const confidence = createConfidence(BELIEVED_MIN, ground);
  const tracker = createTracker({ believedMin: BELIEVED_MIN });
  for (let frame = 0; frame < 50; frame += 1) {
    const things = [0.15, 0.4, 0.65].map((y): ScoredBox => {
      return { cls: 'vehicle', x: ((frame * 0.02 + y) % 1) * 0.8, y, w: 0.12, h: 0.16, score: 0.85 };
    });
    const said = boxes(things, frame);
    const tracks = tracker.see(said, frame * 200).filter(({ isConfirmed }) => isConfirmed);
    confidence.see(picture(things), said, tracks, frame * 200);
  }
  return confidence;
}

test('a detector that finds clearly what moves is believed', () => {
  expect(watch({ boxes: (things) => things }).value(9800)).toBeGreaterThan(0.9);
});

test('one that finds nothing where much moves is not, nor one that finds something else', () => {
  const blind = watch({ boxes: () => [] });
  expect(blind.evidence(9800).explained).toBe(0);
  expect(blind.value(9800)).toBe(0);
  const elsewhere: ScoredBox = { cls: 'vehicle', x: 0.88, y: 0.02, w: 0.1, h: 0.1, score: 0.9 };
  expect(watch({ boxes: () => [elsewhere] }).value(9800)).toBeLessThan(0.1);
});

test('scores near the threshold and boxes that come and go make it unsure', () => {
  const faint = watch({ boxes: (things) => things.map((box) => ({ ...box, score: 0.42 })) }).value(9800);
  expect(faint).toBeGreaterThan(0.4);
  expect(faint).toBeLessThan(0.7);
  const flickering = watch({ boxes: (things, frame) => (frame % 4 === 0 ? things : []) });
  expect(flickering.evidence(9800).steady).toBeLessThan(0.5);
  expect(flickering.value(9800)).toBeLessThan(0.75);
});

test('an empty picture in which nothing moves is believed: there is nothing to see', () => {
  const confidence = createConfidence(BELIEVED_MIN, null);
  for (let frame = 0; frame < 50; frame += 1) confidence.see(picture([]), [], [], frame * 200);
  expect(confidence.value(9800)).toBe(1);
});

test('a change of the light as a whole is nothing that had to be explained', () => {
  const confidence = createConfidence(BELIEVED_MIN, null);
  const whole = [{ x: 0, y: 0, w: 1, h: 1 }];
  for (let frame = 0; frame < 50; frame += 1) confidence.see(picture(frame < 25 ? [] : whole), [], [], frame * 200);
  expect(confidence.value(9800)).toBe(1);
});

test('vehicles as wide as a house or as narrow as a hand are no vehicles', () => {
  const street = createWalkedStreet([car(() => [0, 20])]);
  const real = street.see(0);
  const seen = (boxes: readonly ScoredBox[]) => {
    const confidence = createConfidence(BELIEVED_MIN, street.map);
    for (let frame = 0; frame < 10; frame += 1) confidence.see(null, boxes, [], frame * 200);
    return confidence.evidence(1800).sized;
  };
  expect(seen(real)).toBe(1);
  const wide = real.map((box) => ({ ...box, x: 0.02, w: 0.9 }));
  const narrow = real.map((box) => ({ ...box, w: 0.008 }));
  expect([seen(wide), seen(narrow), seen([...real, ...narrow])]).toEqual([0, 0, 0.5]);
});
