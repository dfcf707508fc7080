/** Faults of a camera on drawn streets, by day and night, in rain and with traffic; each told, and only then. */
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import type { LightState } from '@chengyun/models/synthetic/light.ts';
import { createScene } from '@chengyun/models/synthetic/scene.ts';
import { expect, test } from 'vitest';
import { createCameraHealth } from './camera-health.ts';

const [WIDTH, HEIGHT] = [288, 162];
const STEP_MS = 500;
const DAY: LightState = { day: 0.9, rain: 0 };
const NIGHT: LightState = { day: 0, rain: 0 };

/** Some seconds of a street, drawn once and shown again and again. */
const FRAMES_DRAWN = 6;
const drawn = new Map<string, readonly RgbFrame[]>();
function framesOf(seed: number, light: LightState): readonly RgbFrame[] {
  const key = JSON.stringify([seed, light]);
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const scene = createScene(seed, { kind: 'street', cameraModel: 'simulator', widthPx: WIDTH, heightPx: HEIGHT });
  scene.setTraffic({ vehiclesPerMin: 40, queueLengthM: 15, speedFactor: 1, people: 5 });
  scene.setLight(light);
  const frames = Array.from({ length: FRAMES_DRAWN }, (_, index) => rgbOf(scene.renderFrame(index * 2).rgba));
  drawn.set(key, frames);
  return frames;
}

/** A street that is filmed; what `through` does to a frame is the fault. */
function createShoot(seed: number, first: LightState) {
  const health = createCameraHealth(0);
  let light = first;
  let ms = 0;
  return {
    health,
    now: () => ms,
    turnTo: (next: LightState) => {
      light = next;
    },
    film(seconds: number, through: (frame: RgbFrame) => RgbFrame = (frame) => frame) {
      const shown = framesOf(seed, light).map(through);
      for (const endMs = ms + seconds * 1000; ms < endMs; ) {
        ms += STEP_MS;
        health.see(shown[(ms / STEP_MS) % shown.length]!, ms);
      }
      return health.faults(ms);
    },
  };
}

function rgbOf(rgba: Uint8ClampedArray): RgbFrame {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) rgb.set(rgba.subarray(at * 4, at * 4 + 3), at * 3);
  return { rgb, width: WIDTH, height: HEIGHT };
}

const mapped = ({ rgb, width, height }: RgbFrame, pixel: (x: number, y: number) => number): RgbFrame => {
  const out = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = pixel(x, y) * 3;
      out.set(rgb.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { rgb: out, width, height };
};

/** The camera is turned: a part of the view leaves on one side. */
const turned = (frame: RgbFrame) =>
  mapped(frame, (x, y) => Math.min(HEIGHT - 1, y + 6) * WIDTH + Math.min(WIDTH - 1, x + 20));

/** Out of focus: the mean of 9 x 9 pixels, along rows and then along columns. */
const defocused = (frame: RgbFrame) => softened(softened(frame, 3), WIDTH * 3);

function softened({ rgb, width, height }: RgbFrame, step: number): RgbFrame {
  const out = new Uint8Array(rgb.length);
  for (let at = 0; at < rgb.length; at += 1) {
    let [sum, count] = [0, 0];
    for (let tap = -4; tap <= 4; tap += 1) {
      const value = rgb[at + tap * step];
      if (value === undefined) continue;
      sum += value;
      count += 1;
    }
    out[at] = sum / count;
  }
  return { rgb: out, width, height };
}

const levelled = (level: (value: number) => number) => (frame: RgbFrame) => ({
  ...frame,
  rgb: frame.rgb.map((value) => level(value)),
});

/** A bus that stands in front of a third of the view. */
function busInFront({ rgb, width, height }: RgbFrame): RgbFrame {
  const out = Uint8Array.from(rgb);
  for (let y = Math.floor(height * 0.25); y < height * 0.9; y += 1) {
    for (let x = Math.floor(width * 0.3); x < width * 0.65; x += 1) {
      const isWindow = y < height * 0.5 && x % 17 > 3;
      out.fill(isWindow ? 60 : 190, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return { rgb: out, width, height };
}

test('nothing is claimed before the first frame, and no frame at all is offline', () => {
  const health = createCameraHealth(1000);
  expect(health.state(5000)).toBeNull();
  expect(health.state(11_000)).toBe('offline');
});

test('a camera that goes silent is offline, and only that, and comes back', () => {
  const { health, film, now } = createShoot(41, DAY);
  expect(film(3)).toEqual([]);
  expect(health.faults(now() + 9000)).toEqual([]);
  expect(health.faults(now() + 10_000)).toEqual(['offline']);
  expect(film(1)).toEqual([]);
});

test('a picture without any change is frozen, one in which a single pixel trembles is not', () => {
  const { health, film, now } = createShoot(41, DAY);
  film(2);
  const still = framesOf(41, DAY)[0]!;
  expect(film(20, () => still)).toEqual([]);
  expect(film(2, () => still)).toEqual(['frozen']);
  let speck = 0;
  const trembling = (): RgbFrame => {
    speck += 1;
    const rgb = Uint8Array.from(still.rgb);
    rgb[3 * speck] = 255 - rgb[3 * speck]!;
    return { ...still, rgb };
  };
  expect(film(1, trembling)).toEqual([]);
  expect(film(40, trembling)).toEqual([]);
  expect(health.state(now())).toBe('ok');
});

test.each([
  ['nearly black', levelled((value) => value / 12)],
  ['covered', levelled((value) => 90 + value / 40)],
  ['dazzled', levelled((value) => Math.min(255, 250 + value / 30))],
])('a view that is %s is dark after a while, and is well again', (_, through) => {
  const { film } = createShoot(41, DAY);
  film(10);
  expect(film(4, through)).toEqual([]);
  expect(film(3, through)).toEqual(['dark']);
  expect(film(1)).toEqual(['dark']);
  expect(film(3)).toEqual([]);
});

test.each([
  ['by day', 41, DAY],
  ['by night', 41, NIGHT],
  ['by day at another place', 8, DAY],
])('a camera that was turned is moved %s, and not when it is turned back', (_, seed, light) => {
  const { film, health, now } = createShoot(seed, light);
  expect(film(20)).toEqual([]);
  expect(film(30, turned)).toEqual(['moved']);
  expect(film(30)).toEqual([]);
  film(30, turned);
  health.accept();
  expect(film(20, turned)).toEqual([]);
  expect(health.state(now())).toBe('ok');
});

test.each([
  ['by day', DAY],
  ['by night', NIGHT],
])('a lens out of focus is blurred %s, and not when it is in focus', (_, light) => {
  const { film } = createShoot(41, light);
  expect(film(20)).toEqual([]);
  expect(film(45, defocused)).toEqual(['blurred']);
  expect(film(25)).toEqual([]);
});

/** What the view was when nothing was wrong with it: everything that was told in that time. */
function toldOver(lights: readonly LightState[], seed: number): Set<string> {
  const { film, turnTo } = createShoot(seed, lights[0]!);
  const told = new Set<string>();
  for (const light of lights) {
    turnTo(light);
    for (let part = 0; part < 8; part += 1) for (const fault of film(4) ?? []) told.add(fault);
  }
  return told;
}

test.each([41, 17, 8])('from noon over rain and dusk to a rainy night nothing is wrong with camera %i', (seed) => {
  const lights = [DAY, { day: 0.6, rain: 1 }, { day: 0.4, rain: 0 }, { day: 0.15, rain: 0 }, NIGHT];
  expect(toldOver([...lights, { day: 0, rain: 1 }, DAY], seed)).toEqual(new Set());
});

test('a bus that stands in front of a third of the view moves nothing', () => {
  const { film } = createShoot(41, DAY);
  film(20);
  expect(film(30, busInFront)).toEqual([]);
  expect(film(20)).toEqual([]);
});

test('faults that come together are told apart, the worst first', () => {
  const { film, health, now } = createShoot(41, DAY);
  film(20);
  expect(film(50, (frame) => defocused(turned(frame)))).toEqual(['moved', 'blurred']);
  expect(health.state(now())).toBe('moved');
});
