import { STILL_SIDE_PX_MAX } from '@chengyun/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mosaicOf } from './mosaic.ts';

const grey = (width: number, height: number, luma: (x: number, y: number) => number) => {
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < rgb.length; at += 1) {
    const pixel = Math.floor(at / 3);
    rgb[at] = luma(pixel % width, Math.floor(pixel / width));
  }
  return { rgb, width, height };
};

test('a block is the mean of its pixels: what stood in it cannot be told apart', () => {
  // Letters of one pixel, as on a plate, and their negative give the same picture.
  const plate = mosaicOf(grey(640, 360, (x, y) => ((x + y) % 2) * 200));
  const negative = mosaicOf(grey(640, 360, (x, y) => ((x + y + 1) % 2) * 200));
  expect([plate.width, plate.height]).toEqual([64, 36]);
  expect(new Set(plate.rgb)).toEqual(new Set([100]));
  expect(plate.rgb).toEqual(negative.rgb);
});

test('large things stay in their place', () => {
  const { rgb, width } = mosaicOf(grey(640, 360, (x) => (x < 320 ? 0 : 240)));
  const row = [...rgb.subarray(0, width * 3)].filter((_, index) => index % 3 === 0);
  expect(row.slice(0, 32).every((luma) => luma === 0) && row.slice(32).every((luma) => luma === 240)).toBe(true);
});

test('no picture of any size gives more than so many blocks, and none a block of under eight pixels', () => {
  const side = fc.integer({ min: 8, max: 900 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const mosaic = mosaicOf(grey(width, height, () => 9));
      expect(Math.max(mosaic.width, mosaic.height)).toBeLessThanOrEqual(STILL_SIDE_PX_MAX);
      expect(width / mosaic.width).toBeGreaterThanOrEqual(8);
      expect(height / mosaic.height).toBeGreaterThanOrEqual(8);
      expect(mosaic.rgb).toHaveLength(mosaic.width * mosaic.height * 3);
    }),
    { numRuns: 30 },
  );
});
