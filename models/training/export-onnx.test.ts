import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { resizeRgb, tensorFrom } from '../runtime/preprocess.ts';
import { createRandom } from '../synthetic/random.ts';
import { colourTables, cutPatches, PLAIN_VIEW, SAMPLE_FLOATS } from './augment.ts';
import { startBackend } from './backend.ts';
import { onnxFrom } from './export-onnx.ts';
import type { LayerWeights } from './fast-ops.ts';
import { parametersFrom } from './import-onnx.ts';
import { NETWORK_INPUT } from './make-frames.ts';
import { filterShape, forwardNetwork, LAYERS } from './network.ts';
import { effectiveWeights, initialParameters, parameterCount } from './parameters.ts';

it.each([
  ['fresh', () => initialParameters(5)],
  ['committed', () => parametersFrom(readFileSync('models/city-nano/city-nano.onnx'))],
] as const)(
  'the exported file of %s weights answers as the training code does, from frame to head',
  async (_, take) => {
    await startBackend();
    const random = createRandom(11);
    const frame = { rgb: new Uint8Array(640 * 360 * 3).map(() => random.whole(0, 255)), width: 640, height: 360 };
    const parameters = take();

    const patches = new Float32Array(SAMPLE_FLOATS);
    cutPatches(resizeRgb(frame, NETWORK_INPUT).rgb, PLAIN_VIEW, colourTables(null), patches, 0);
    const trained = tf.tidy(() => {
      const weights = new Map<string, LayerWeights>();
      const effective = effectiveWeights(parameters);
      for (const spec of LAYERS) {
        const { filter, bias } = effective.get(spec.name)!;
        weights.set(spec.name, { filter: tf.tensor4d(filter, filterShape(spec)), bias: tf.tensor1d(bias) });
      }
      const head = forwardNetwork(tf.tensor4d(patches, [1, 48, 80, 48]), weights);
      return tf.transpose(head, [0, 3, 1, 2]).dataSync().slice();
    });

    const folder = mkdtempSync(join(tmpdir(), 'chengyun-onnx-'));
    try {
      const path = join(folder, 'net.onnx');
      const file = onnxFrom(parameters);
      expect(file.length).toBeLessThan(parameterCount() * 4 + 8000);
      writeFileSync(path, file);
      const session = await ort.InferenceSession.create(path);
      const { data } = tensorFrom(frame, NETWORK_INPUT);
      const { head } = await session.run({ images: new ort.Tensor('float32', data, [1, 3, 192, 320]) });
      const answered = head!.data as Float32Array;
      expect(answered.length).toBe(trained.length);
      let worst = 0;
      answered.forEach((value, at) => {
        worst = Math.max(worst, Math.abs(value - trained[at]!));
      });
      expect(worst).toBeLessThan(1e-5);
      await session.release();
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

it('has the parameters that the card states', () => {
  expect(parameterCount()).toBe(158_311);
});
