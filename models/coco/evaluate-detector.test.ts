import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import type { NamedDetection } from '../runtime/detector.ts';
import { plainInput, writeMadeModel } from '../runtime/testing/made-model.ts';
import { evaluateDetector } from './evaluate-detector.ts';
import { compareGolden } from './golden-boxes.ts';

const folder = mkdtempSync(join(tmpdir(), 'chengyun-eval-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** One picture of 128x96 with a car, twice the size of the model's input. */
function writePicture(label: string): string {
  const images = join(folder, 'images');
  for (const path of [images, join(folder, 'labels')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), 'names:\n  0: car\n  1: kite\n');
  writeFileSync(join(images, 'a.png'), createCanvas(128, 96).toBuffer('image/png'));
  writeFileSync(join(folder, 'labels', 'a.txt'), label);
  return folder;
}

describe('evaluating a detector', () => {
  const decoder = { kind: 'yolox', strides: [16] };
  const input = { ...plainInput(64, 48), resample: 'bilinear' };
  // The cell of row 1, column 2 says: centre 40 and 24, 16 wide, 16 high; in the picture 64,32 to 96,64.
  const values = new Float32Array(12 * 7);
  values.set([0.5, 0.5, 0, 0, 0.9, 1, 0], (1 * 4 + 2) * 7);
  const path = writeMadeModel(folder, 'made', [{ name: 'out', shape: [1, 12, 7], values }], { decoder, input });

  it('gives the same by the runtime and by the plain path', async () => {
    // Labelled 64,32 to 96,64: found exactly, so everything is 1.
    const images = writePicture(`0 ${80 / 128} ${48 / 96} ${32 / 128} ${32 / 96}\n`);
    const result = await evaluateDetector(path, { images });
    expect(result).toMatchObject({ images: 1, objects: 1, classes: 1, golden: null });
    expect([result.ap50to95, result.ap50, result.plain?.ap50to95, result.plain?.ap50]).toEqual([1, 1, 1, 1]);
  });

  it('says when the labels are of other things, and when a model finds no boxes', async () => {
    const images = writePicture('1 0.5 0.5 0.2 0.2\n');
    await expect(evaluateDetector(path, { images })).rejects.toThrow('name no class that model made knows');
    const outputs = [{ name: 'out', shape: [1, 2], values: Float32Array.of(0.5, 0.5) }];
    const fields = { task: 'classify', decoder: { kind: 'classes', scores: 'probability' } };
    const classifier = writeMadeModel(folder, 'classes', outputs, fields);
    await expect(evaluateDetector(classifier, { images })).rejects.toThrow('model classes finds no boxes');
  });
});

describe('golden boxes', () => {
  const frame = { rgb: new Uint8Array(0), width: 100, height: 100 };
  const golden = [{ cls: 'car', score: 0.8, box: [-3, 10, 30, 40] }] as const;
  const car = (x: number, score: number): NamedDetection => ({ cls: 'car', score, x, y: 10, w: 30 - x, h: 30 });

  it('measure the worst edge and score, and count what is missing and what is too much', () => {
    expect(compareGolden(frame, golden, [car(1.5, 0.79)])).toMatchObject({
      ...{ boxes: 1, missing: 0, extra: 0, pxMax: 1.5 },
      scoreMax: expect.closeTo(0.01, 10),
    });
    expect(compareGolden(frame, golden, [])).toMatchObject({ missing: 1 });
    expect(compareGolden(frame, golden, [car(0, 0.8), { ...car(0, 0.5), x: 60 }])).toMatchObject({ extra: 1 });
    expect(compareGolden(frame, golden, [{ ...car(0, 0.8), cls: 'bus' }])).toMatchObject({ missing: 1, extra: 1 });
  });
});

const data = process.env.CHENGYUN_DATA_DIR ?? join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data');
const weightsDir = join(data, 'detector-weights');
const images = join(data, 'coco-val128');
const absent = !existsSync(join(weightsDir, 'yolox_nano.onnx')) || !existsSync(images);
const name = 'yolox-nano on 64 pictures is within 0.005 of the plain path, golden boxes within 2 px and 0.02';

it.skipIf(absent)(
  absent ? `${name} (not run: no coco-val128 and detector-weights in ${data}; set CHENGYUN_DATA_DIR)` : name,
  { timeout: 300_000 },
  async () => {
    const golden = join(data, 'detector-images');
    const result = await evaluateDetector('yolox-nano', { images, weightsDir, golden });
    expect(result.images).toBe(64);
    expect(result.ap50to95).toBeGreaterThan(0.3);
    expect(Math.abs(result.ap50to95 - result.plain!.ap50to95)).toBeLessThanOrEqual(0.005);
    expect(Math.abs(result.ap50 - result.plain!.ap50)).toBeLessThanOrEqual(0.005);
    expect(result.golden).toMatchObject({ missing: 0, extra: 0 });
    expect(result.golden!.pxMax).toBeLessThanOrEqual(2);
    expect(result.golden!.scoreMax).toBeLessThanOrEqual(0.02);
  },
);
