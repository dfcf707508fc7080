import { expect, test } from 'vitest';
import type { Polygon, RelativeBox } from '../zones/geometry.ts';
import { evidencePicture } from './evidence-picture.ts';

const [WIDTH, HEIGHT] = [320, 180];
const RIGHT_HALF: Polygon = [
  [0.5, 0],
  [1, 0],
  [1, 1],
  [0.5, 1],
];

/** A chequer of single pixels: as fine as letters on a plate. */
function frame(boxes: readonly RelativeBox[] = [], change: (x: number, y: number) => number = () => 0) {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      rgb.fill(((x + y) % 2) * 200 + change(x, y), (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
  }
  return { rgb, width: WIDTH, height: HEIGHT, takenAtMs: 0, boxes };
}

type Picture = ReturnType<typeof evidencePicture>;
/** Nothing of the chequer is left between the two columns and rows. */
function isCoarse(
  { rgb, width }: Picture,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
) {
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const value = rgb[(y * width + x) * 3]!;
      if (value < 80 || value > 120) return false;
    }
  }
  return true;
}
const isFine = ({ rgb, width }: Picture, x: number, y: number) =>
  Math.abs(rgb[(y * width + x) * 3]! - rgb[(y * width + x + 1) * 3]!) === 200;

test('outside of the zone of the incident there is a mosaic, inside it is fine', () => {
  const picture = evidencePicture(frame(), frame(), [RIGHT_HALF]);
  expect([picture.width, picture.height]).toEqual([WIDTH, HEIGHT]);
  expect(isCoarse(picture, [0, 158], [0, HEIGHT])).toBe(true);
  expect(isFine(picture, 240, 90)).toBe(true);
  expect(isCoarse(evidencePicture(frame(), frame(), []), [0, WIDTH], [0, HEIGHT])).toBe(true);
});

test('people and vehicles are coarse in it, with a margin, in at most a few blocks each', () => {
  const person = { x: 0.7, y: 0.4, w: 0.05, h: 0.3 };
  const picture = evidencePicture(frame([person]), frame(), [RIGHT_HALF]);
  expect(isCoarse(picture, [224, 240], [72, 126])).toBe(true);
  expect(isCoarse(picture, [221, 243], [62, 136])).toBe(true);
  expect(isFine(picture, 280, 90)).toBe(true);
  const inBox = new Set<number>();
  for (let y = 72; y < 126; y += 1) for (let x = 224; x < 240; x += 1) inBox.add(picture.rgb[(y * WIDTH + x) * 3]!);
  expect(inBox.size).toBeLessThanOrEqual(8);
});

test('who is in no box but moved is coarse as well, and without a frame before everything is', () => {
  const walker = (x: number, y: number) => (x >= 256 && x < 272 && y >= 80 && y < 112 ? 50 : 0);
  const picture = evidencePicture(frame([], walker), frame(), [RIGHT_HALF]);
  expect(isFine(picture, 200, 90)).toBe(true);
  const moved = { ...picture, rgb: picture.rgb.map((value) => Math.min(value, 255)) };
  for (let y = 80; y < 112; y += 1) {
    for (let x = 256; x < 271; x += 1) expect(isFine(moved, x, y)).toBe(false);
  }
  expect(isCoarse(evidencePicture(frame(), null, [RIGHT_HALF]), [0, WIDTH], [0, HEIGHT])).toBe(true);
});

test('it leaves at no more than its size, however large the frame is', () => {
  const large = { rgb: new Uint8Array(1280 * 720 * 3).fill(90), width: 1280, height: 720, takenAtMs: 0, boxes: [] };
  const picture = evidencePicture(large, large, [RIGHT_HALF]);
  expect([picture.width, picture.height]).toEqual([320, 180]);
  expect(new Set(picture.rgb)).toEqual(new Set([90]));
});
