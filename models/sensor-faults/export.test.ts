import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { createRandom } from '../synthetic/random.ts';
import { startBackend } from '../training/backend.ts';
import { onnxFrom } from './export.ts';
import { CLASS_COUNT, forwardNetwork, initialParameters, parameterCount, tensorsFrom, weightsFrom } from './network.ts';
import { openOpinion } from './second-opinion.ts';
import { FEATURE_COUNT } from './watch/features.ts';
import { REACH } from './window.ts';

it('the exported file answers as the training code does, for a row of readings and for one', async () => {
  await startBackend();
  const random = createRandom(5);
  const readings = REACH + 40;
  const features = new Float32Array(readings * FEATURE_COUNT).map(() => random.range(-3, 3));
  const parameters = initialParameters(9);
  const trained = tf.tidy(() => {
    const input = tf.tensor4d(features, [1, 1, readings, FEATURE_COUNT]);
    return tf
      .softmax(forwardNetwork(input, weightsFrom(tensorsFrom(parameters))))
      .dataSync()
      .slice();
  });
  const file = onnxFrom(parameters);
  expect(file.length).toBeLessThan(4 * parameterCount() + 6000);
  const opinion = await openOpinion(file);
  try {
    const row = await opinion.judge(features, 1, readings);
    expect(row.length).toBe(40 * CLASS_COUNT);
    let worst = 0;
    row.forEach((share, place) => {
      worst = Math.max(worst, Math.abs(share - trained[place]!));
    });
    expect(worst).toBeLessThan(1e-5);
    const last = await opinion.judge(features.slice(39 * FEATURE_COUNT), 1, REACH + 1);
    last.forEach((share, cls) => {
      expect(share).toBeCloseTo(row[39 * CLASS_COUNT + cls]!, 5);
    });
    expect(await opinion.judge(features, 1, REACH)).toHaveLength(0);
  } finally {
    await opinion.close();
  }
});
