import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelInput } from './manifest-types.ts';
import { createTensorMaker, fitOf, resizeRgb, tensorFrom } from './preprocess.ts';

const input: ModelInput = {
  name: 'images',
  layout: 'NCHW',
  width: 8,
  height: 6,
  colour: 'RGB',
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  resize: 'letterbox',
  resample: 'area',
  pad: 114,
};

const flat = (width: number, height: number, colour: readonly [number, number, number]): Uint8Array =>
  Uint8Array.from({ length: width * height * 3 }, (_, at) => colour[at % 3]!);

describe('preprocess', () => {
  it('keeps the aspect ratio and fills right and bottom with grey', () => {
    const fit = fitOf({ width: 160, height: 80 }, input);
    expect(fit).toEqual({ scaleX: 0.05, scaleY: 0.05, width: 8, height: 4 });
    const { rgb } = resizeRgb({ rgb: flat(160, 80, [10, 20, 30]), width: 160, height: 80 }, input);
    expect([...rgb.subarray(0, 3)]).toEqual([10, 20, 30]);
    expect([...rgb.subarray(4 * 8 * 3, 4 * 8 * 3 + 3)]).toEqual([114, 114, 114]);
  });

  it('lays a frame that fits into the fill as it is', () => {
    const picture = Uint8Array.from({ length: 8 * 4 * 3 }, (_, at) => (at * 37) % 256);
    const { rgb } = resizeRgb({ rgb: picture, width: 8, height: 4 }, input);
    expect(rgb.subarray(0, picture.length)).toEqual(picture);
    expect([...rgb.subarray(picture.length)].every((value) => value === input.pad)).toBe(true);
  });

  it('averages areas when shrinking', () => {
    const rgb = new Uint8Array(16 * 12 * 3);
    for (let at = 0; at < 16 * 12; at++) rgb.fill(at % 2 === 0 ? 0 : 200, at * 3, at * 3 + 3);
    const small = resizeRgb({ rgb, width: 16, height: 12 }, input).rgb;
    expect([...small].every((value) => value === 100)).toBe(true);
  });

  it('turns RGB into planes, in BGR order where asked, scaled', () => {
    const frame = { rgb: flat(8, 6, [10, 20, 30]), width: 8, height: 6 };
    const { data } = tensorFrom(frame, { ...input, colour: 'BGR', mean: [1, 1, 1], std: [2, 2, 2] });
    expect([data[0], data[48], data[96]]).toEqual([(30 - 1) / 2, (20 - 1) / 2, (10 - 1) / 2]);
  });

  it('makes frames of changing sizes in the same memory as each would be made alone', () => {
    const make = createTensorMaker(input);
    for (const [width, height] of [
      [8, 6],
      [8, 3],
      [4, 6],
      [20, 11],
      [8, 3],
    ] as const) {
      const frame = { rgb: flat(width, height, [width, 20, 30]), width, height };
      expect([...make(frame).data]).toEqual([...tensorFrom(frame, input).data]);
      expect(make(frame).data).toBe(make(frame).data);
    }
  });

  it('keeps the colours of a pixel together where the layout is NHWC', () => {
    const frame = { rgb: flat(8, 6, [10, 20, 30]), width: 8, height: 6 };
    const { data } = tensorFrom(frame, { ...input, layout: 'NHWC', colour: 'BGR' });
    expect([...data.subarray(0, 6)]).toEqual([30, 20, 10, 30, 20, 10]);
  });

  it('leaves one colour that colour, at any size and either way of resampling', () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(sizes, sizes, fc.constantFrom('area', 'bilinear'), (width, height, resample) => {
        const stretched: ModelInput = { ...input, resize: 'stretch', resample: resample as ModelInput['resample'] };
        const { rgb } = resizeRgb({ rgb: flat(width, height, [7, 130, 255]), width, height }, stretched);
        return rgb.every((value, at) => value === [7, 130, 255][at % 3]);
      }),
      { numRuns: 100 },
    );
  });

  it('refuses a frame that is too short', () => {
    expect(() => resizeRgb({ rgb: new Uint8Array(5), width: 2, height: 2 }, input)).toThrow('needs 12 bytes, not 5');
  });
});
