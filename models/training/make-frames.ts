/** Renders labelled frames for training or scoring: random streets, light, weather, traffic and picture quality. */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { ModelInput, RgbFrame } from '../runtime/manifest-types.ts';
import { fitOf, resizeRgb } from '../runtime/preprocess.ts';
import type { CameraModel } from '../synthetic/camera-models.ts';
import { createRandom, type Random } from '../synthetic/random.ts';
import { createScene, type Frame } from '../synthetic/scene.ts';
import type { TruthBox } from '../synthetic/truth.ts';
import { INPUT_HEIGHT, INPUT_WIDTH } from './network.ts';
import { FRAME_BYTES, type StoredBox, type StoredFrame } from './shards.ts';

/** Seeds of the sets lie far apart: training from 1, scored from 500,000; the demonstration cameras use 900,000 on. */
export const FIRST_SEED = { training: 1, scored: 500_000 } as const;

/** How frames enter the network; the exported manifest says the same. Grey 114 becomes exactly 0. */
export const NETWORK_INPUT: ModelInput = {
  name: 'images',
  layout: 'NCHW',
  width: INPUT_WIDTH,
  height: INPUT_HEIGHT,
  colour: 'RGB',
  scale: 1 / 255,
  mean: [114 / 255, 114 / 255, 114 / 255],
  std: [0.25, 0.25, 0.25],
  resize: 'letterbox',
  resample: 'area',
  pad: 114,
};

export const CLASS_INDEX = { vehicle: 0, 'two-wheeler': 1, person: 2 } as const;
const SMALLEST_PX = { vehicle: 8, 'two-wheeler': 10, person: 10 } as const;
const VISIBLE_MIN = 0.4;

export function rgbFrom(rgba: Uint8ClampedArray | Uint8Array, width: number, height: number): RgbFrame {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return { rgb, width, height };
}

/** What a compressed stream does to a frame, by way of JPEG. */
async function compress(frame: Frame, quality: number): Promise<RgbFrame> {
  const canvas = createCanvas(frame.width, frame.height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(frame.width, frame.height);
  image.data.set(frame.rgba);
  context.putImageData(image, 0, 0);
  context.drawImage(await loadImage(canvas.toBuffer('image/jpeg', quality)), 0, 0);
  return rgbFrom(context.getImageData(0, 0, frame.width, frame.height).data, frame.width, frame.height);
}

export function storedBox(box: TruthBox, scaleX: number, scaleY: number): StoredBox {
  const w = box.w * scaleX;
  const h = box.h * scaleY;
  return {
    classIndex: CLASS_INDEX[box.cls],
    cx: (box.x + box.w / 2) * scaleX,
    cy: (box.y + box.h / 2) * scaleY,
    w,
    h,
    visible: box.visible,
    ignored: box.visible < VISIBLE_MIN || h < SMALLEST_PX[box.cls] || w < 3,
  };
}

interface Mix {
  /** Share of poses by day, and of those by day or dusk; the rest is night. */
  readonly dayShare: number;
  readonly duskShare: number;
  readonly twoWheelersPerMin: readonly [number, number];
}

/** What is rare and hard, two-wheelers and the dark, is drawn more often to learn from than to be scored on. */
const MIXES: Readonly<Record<'training' | 'scored', Mix>> = {
  training: { dayShare: 0.45, duskShare: 0.6, twoWheelersPerMin: [8, 100] },
  scored: { dayShare: 0.58, duskShare: 0.72, twoWheelersPerMin: [4, 40] },
};

function drawDay(random: Random, { dayShare, duskShare }: Mix): number {
  const kind = random.next();
  if (kind < dayShare) return random.range(0.8, 1);
  return kind < duskShare ? random.range(0.3, 0.7) : random.range(0, 0.25);
}

/** `poses` scenes from `firstSeed` on, `framesPerPose` moments of each. */
export async function makeFrames(
  set: 'training' | 'scored',
  firstSeed: number,
  poses: number,
  framesPerPose: number,
): Promise<{ readonly frames: StoredFrame[]; readonly pixels: Uint8Array }> {
  const frames: StoredFrame[] = [];
  const pixels = new Uint8Array(poses * framesPerPose * FRAME_BYTES);
  for (let seed = firstSeed; seed < firstSeed + poses; seed++) {
    const random = createRandom(seed * 31 + 17);
    const underpass = random.chance(0.12);
    const cameraModel: CameraModel = set === 'training' && random.chance(0.15) ? 'simulator' : set;
    const widthPx = cameraModel === 'simulator' ? 640 : random.whole(24, 44) * 16;
    const heightPx = Math.round((widthPx * 9) / 16);
    const scene = createScene(seed, { kind: underpass ? 'underpass' : 'street', cameraModel, widthPx, heightPx });
    const day = drawDay(random, MIXES[set]);
    const quality = random.whole(38, 92);
    const light = {
      day,
      rain: random.chance(0.25) ? random.range(0.1, 1) : 0,
      fog: random.chance(0.08) ? random.range(0.1, 0.5) : 0,
    };
    let tS = 0;
    for (let index = 0; index < framesPerPose; index++) {
      const jam = random.chance(0.35);
      scene.setTraffic({
        vehiclesPerMin: random.range(6, 70),
        twoWheelersPerMin: random.range(...MIXES[set].twoWheelersPerMin),
        speedFactor: jam ? random.range(0.15, 0.5) : random.range(0.6, 1.2),
        queueLengthM: random.chance(0.5) ? random.range(10, 80) : 0,
        people: random.range(4, 34),
      });
      scene.setLight({ ...light, day: Math.max(0, Math.min(1, day + random.range(-0.05, 0.05))) });
      if (underpass) scene.setWater({ depthCm: random.chance(0.5) ? random.range(2, 60) : 0 });
      // Running on between two pictures makes them different streets, not the same one twice.
      for (let pause = random.whole(2, 5); pause > 0; pause--) tS += 4;
      const frame = scene.renderFrame(tS);
      const { rgb } = resizeRgb(await compress(frame, quality), NETWORK_INPUT);
      pixels.set(rgb, frames.length * FRAME_BYTES);
      const { scaleX, scaleY } = fitOf(frame, NETWORK_INPUT);
      frames.push({ seed, day, boxes: frame.truth.map((box) => storedBox(box, scaleX, scaleY)) });
    }
  }
  return { frames, pixels };
}
