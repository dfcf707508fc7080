import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { tensorFrom } from '../../runtime/preprocess.ts';
import { createRandom } from '../../synthetic/random.ts';
import { colourTables } from '../augment.ts';
import { startBackend } from '../backend.ts';
import { CROP_BYTES, PONDING_INPUT } from './classes.ts';
import { makeCrops } from './crops.ts';
import { pondingOnnx } from './export-ponding.ts';
import { COLUMNS, forwardPonding, initialTensors, PATCH, parameterCount, ROWS, tensorsOf } from './network.ts';
import { crossEntropy, cutCrop, trainPonding } from './train-ponding.ts';

const { width, height } = PONDING_INPUT;

beforeAll(async () => {
  await startBackend();
});

it('the exported file answers as the training code does, within 1e-5', async () => {
  const random = createRandom(3);
  const rgb = new Uint8Array(CROP_BYTES).map(() => random.whole(0, 255));
  const patches = new Float32Array(CROP_BYTES);
  cutCrop(rgb, false, colourTables(null), patches, 0);
  const weights = initialTensors(9).map((tensor) => tensor.map((value) => value + random.range(-0.02, 0.02)));
  const trained = tf.tidy(() =>
    forwardPonding(tf.tensor4d(patches, [1, ROWS, COLUMNS, 3 * PATCH * PATCH]), tensorsOf(weights))
      .dataSync()
      .slice(),
  );
  const folder = mkdtempSync(join(tmpdir(), 'chengyun-ponding-'));
  try {
    const path = join(folder, 'net.onnx');
    const file = pondingOnnx(weights);
    expect(file.length).toBeLessThan(200_000);
    expect(file.length).toBeGreaterThan(parameterCount() * 4);
    writeFileSync(path, file);
    const session = await ort.InferenceSession.create(path);
    const { data } = tensorFrom({ rgb, width, height }, PONDING_INPUT);
    const { logits } = await session.run({ images: new ort.Tensor('float32', data, [1, 3, height, width]) });
    const worst = Math.max(...Array.from(logits!.data as Float32Array, (value, at) => Math.abs(value - trained[at]!)));
    expect(trained.some((value) => Math.abs(value) > 0.05)).toBe(true);
    expect(worst).toBeLessThan(1e-5);
    await session.release();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('training', () => {
  it('walks down the slope of the loss', () => {
    const logits = Float32Array.of(0.3, -0.2, 1, 0, 0.1, 2, 0, -1, 0.5, 0.2);
    const { loss, gradient } = crossEntropy(logits, [2, 4]);
    const step = 1e-2;
    gradient.forEach((slope, at) => {
      const moved = logits.slice();
      moved[at] = moved[at]! + step;
      expect((crossEntropy(moved, [2, 4]).loss - loss) / step).toBeCloseTo(slope, 2);
    });
  });

  it('learns a few crops by heart, and the same seed gives the same weights', { timeout: 120_000 }, async () => {
    const crops = await makeCrops('training', 3, 5);
    expect(crops.map(({ classIndex }) => classIndex)).toEqual([3, 4, 0, 1, 2]);
    const course: number[] = [];
    const config = { seed: 5, steps: 40, batch: 5, rate: 0.004, reportSteps: 10 };
    trainPonding(config, crops, ({ loss }) => course.push(loss));
    expect(course).toHaveLength(4);
    expect(course[3]).toBeLessThan(course[0]! * 0.7);
    const short = { ...config, steps: 5 };
    const weights = trainPonding(short, crops, () => {});
    const again = trainPonding(short, crops, () => {});
    again.forEach((tensor, index) => {
      expect(Buffer.compare(Buffer.from(tensor.buffer), Buffer.from(weights[index]!.buffer))).toBe(0);
    });
  });
});
