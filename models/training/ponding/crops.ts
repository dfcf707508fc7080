/**
 * Draws what the ponding model learns from: the region around the lowest point of a drawn underpass and its gauge board,
 * as an operator would outline it, at a known depth. Slope of the ramps, camera, light, weather, traffic and the care of
 * the operator all vary. Training and scored cameras come from families that share no height and no focal length.
 */
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { RgbFrame } from '../../runtime/manifest-types.ts';
import { resizeRgb } from '../../runtime/preprocess.ts';
import { type Corner, cropRegion } from '../../runtime/region.ts';
import type { Pixel, Point3 } from '../../synthetic/camera.ts';
import { createRandom, type Random } from '../../synthetic/random.ts';
import { createScene, type Scene } from '../../synthetic/scene.ts';
import { rgbFrom } from '../make-frames.ts';
import { CROP_BYTES, drawDepthCm, PONDING_CLASSES, PONDING_INPUT } from './classes.ts';

/** Seeds of the sets lie far from each other and from those of every other data set. */
export const FIRST_SEED = { training: 2_000_000, scored: 2_500_000 } as const;
export type PondingSet = keyof typeof FIRST_SEED;

const WIDTH_PX = 640;
const HEIGHT_PX = 360;
/** Below this the bands of the board cannot be told apart in a picture. */
const BOARD_HEIGHT_PX_MIN = 16;
const TRIES_MAX = 40;

export interface LabelledCrop {
  readonly classIndex: number;
  readonly depthCm: number;
  /** 1 = noon, 0 = night. */
  readonly day: number;
  /** Interleaved RGB at the network's size. */
  readonly rgb: Uint8Array;
}

/** The outline that an operator draws: the ground around the lowest point and the board, with some slack; parts of the picture. */
export function regionOf(scene: Scene, random: Random): Corner[] | null {
  const { road, camera } = scene;
  const halfM = road.halfWidthM + road.pavementM;
  const reachM = random.range(4.5, 6.5);
  const ground = (x: number, y: number): Point3 => [road.centreXM + x * halfM, road.lowYM + y * reachM, 0];
  const whole = camera.projectPolygon([ground(-1, -1), ground(1, -1), ground(1, 1), ground(-1, 1)]);
  const board = scene.gaugeBoard().outline;
  const isInFrame = ({ u, v }: Pixel): boolean => u > 1 && v > 1 && u < WIDTH_PX - 1 && v < HEIGHT_PX - 1;
  const highPx = Math.max(...board.map(({ v }) => v)) - Math.min(...board.map(({ v }) => v));
  if (whole.length === 0 || !board.every(isInFrame) || highPx < BOARD_HEIGHT_PX_MIN) return null;
  const points = [...whole, ...board];
  const slackPx = (): number => random.range(2, 14);
  const left = Math.max(0, Math.min(...points.map(({ u }) => u)) - slackPx());
  const right = Math.min(WIDTH_PX, Math.max(...points.map(({ u }) => u)) + slackPx());
  const top = Math.max(0, Math.min(...points.map(({ v }) => v)) - slackPx());
  const bottom = Math.min(HEIGHT_PX, Math.max(...points.map(({ v }) => v)) + slackPx());
  const corner = (u: number, v: number): Corner => [u / WIDTH_PX, v / HEIGHT_PX];
  return [corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)];
}

/** What a compressed stream does to the picture, by way of JPEG. */
async function compress(frame: RgbFrame, quality: number): Promise<RgbFrame> {
  const canvas = createCanvas(frame.width, frame.height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(frame.width, frame.height);
  for (let from = 0, to = 0; from < frame.rgb.length; from += 3, to += 4) {
    image.data[to] = frame.rgb[from]!;
    image.data[to + 1] = frame.rgb[from + 1]!;
    image.data[to + 2] = frame.rgb[from + 2]!;
    image.data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  context.drawImage(await loadImage(canvas.toBuffer('image/jpeg', quality)), 0, 0);
  return rgbFrom(context.getImageData(0, 0, frame.width, frame.height).data, frame.width, frame.height);
}

/** The first scene from the seed on in whose picture the board can be read. */
function findScene(set: PondingSet, seed: number, random: Random): { scene: Scene; region: Corner[] } {
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const cameraModel = set === 'training' && random.chance(0.15) ? 'simulator' : set;
    const scene = createScene(seed * TRIES_MAX + attempt, {
      ...{ kind: 'underpass', cameraModel, widthPx: WIDTH_PX, heightPx: HEIGHT_PX },
      slope: random.chance(0.3) ? 0.04 : random.range(0.025, 0.06),
    });
    const region = regionOf(scene, random);
    if (region !== null) return { scene, region };
  }
  throw new Error(`no camera of ${TRIES_MAX} from seed ${seed} on sees its gauge board`);
}

/** `frames` moments of one underpass, every class in turn. */
export async function makeCrops(set: PondingSet, index: number, frames: number): Promise<LabelledCrop[]> {
  const seed = FIRST_SEED[set] + index;
  const random = createRandom(seed * 31 + 5);
  const { scene, region } = findScene(set, seed, random);
  const day = random.chance(0.6) ? random.range(0.7, 1) : random.range(0, 0.7);
  const rain = random.chance(0.6) ? random.range(0.1, 1) : 0;
  const quality = random.whole(40, 92);
  scene.setTraffic({
    ...{ vehiclesPerMin: random.range(0, 25), speedFactor: random.range(0.3, 1), queueLengthM: 0 },
    people: random.range(0, 5),
  });
  const crops: LabelledCrop[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const classIndex = (frame + index) % PONDING_CLASSES.length;
    const depthCm = drawDepthCm(classIndex, random);
    scene.setWater({ depthCm });
    scene.setLight({ day, rain, fog: 0 });
    const drawn = scene.renderFrame(20 + frame * 3);
    const crop = cropRegion(rgbFrom(drawn.rgba, drawn.width, drawn.height), region, PONDING_INPUT.pad);
    const { rgb } = resizeRgb(await compress(crop, quality), PONDING_INPUT);
    if (rgb.length !== CROP_BYTES) throw new Error(`a crop has ${rgb.length} bytes`);
    crops.push({ classIndex, depthCm, day, rgb });
  }
  return crops;
}
