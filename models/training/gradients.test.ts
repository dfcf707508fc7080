import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../synthetic/random.ts';
import { SAMPLE_FLOATS } from './augment.ts';
import { startBackend } from './backend.ts';
import { type LayerKind, type LayerWeights, layer } from './fast-ops.ts';
import { forwardNetwork, LAYERS } from './network.ts';
import { type Effective, effectiveWeights, initialParameters, parameterGradients } from './parameters.ts';
import { passBatch } from './train.ts';

const noise = (length: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return new Float32Array(length).map(() => random.range(-1, 1));
};

const far = (a: Float32Array, b: Float32Array): number => {
  let worst = 0;
  let scale = 1e-6;
  for (let at = 0; at < a.length; at++) {
    worst = Math.max(worst, Math.abs(a[at]! - b[at]!));
    scale = Math.max(scale, Math.abs(b[at]!));
  }
  return worst / scale;
};

const SHAPES: Record<LayerKind, [number, number]> = { point: [1, 1], same3: [3, 3], halve: [2, 2] };

/** Gradients of sum(layer(x) * d), by our rules on wasm and by TensorFlow.js's own on its plain cpu backend. */
async function slopesOf(kind: LayerKind, backend: 'wasm' | 'cpu'): Promise<Float32Array[]> {
  await startBackend(backend);
  return tf.tidy(() => {
    const [side] = SHAPES[kind];
    const x = tf.tensor4d(noise(2 * 8 * 12 * 5, 1), [2, 8, 12, 5]);
    const filter = tf.tensor4d(noise(side * side * 5 * 7, 2), [side, side, 5, 7]);
    const bias = tf.tensor1d(noise(7, 3));
    const ours = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor =>
      layer(kind, a as tf.Tensor4D, { filter: b as tf.Tensor4D, bias: c as tf.Tensor1D }, true);
    const plain = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor =>
      tf.relu(
        tf.add(
          tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, kind === 'halve' ? 2 : 1, kind === 'same3' ? 'same' : 'valid'),
          c,
        ),
      );
    const run = backend === 'wasm' ? ours : plain;
    const shape = plain(x, filter, bias).shape;
    const weight = tf.tensor(
      noise(
        shape.reduce((p, s) => p * s, 1),
        4,
      ),
      shape,
    );
    const slopes = tf.grads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.sum(tf.mul(run(a, b, c), weight)))([
      x,
      filter,
      bias,
    ]);
    return slopes.map((slope) => slope.dataSync().slice() as Float32Array);
  });
}

describe('gradients written as forward convolutions', () => {
  it.each(['point', 'same3', 'halve'] as const)('%s agrees with the cpu backend', async (kind) => {
    const ours = await slopesOf(kind, 'wasm');
    const plain = await slopesOf(kind, 'cpu');
    for (const [index, slope] of ours.entries()) expect(far(slope, plain[index]!)).toBeLessThan(1e-5);
  });
});

describe('the whole network', () => {
  beforeAll(async () => {
    expect(await startBackend('wasm')).toBe('wasm');
  });

  it('learns a single picture: loss falls along the gradient, standardisation included', () => {
    const parameters = initialParameters(3);
    const patches = noise(SAMPLE_FLOATS, 5);
    const boxes = [[{ classIndex: 0, cx: 100, cy: 60, w: 40, h: 24, ignored: false }]];
    const before = passBatch(effectiveWeights(parameters), patches, boxes);
    const gradients = parameterGradients(parameters, before.gradients);
    const square = gradients.reduce((sum, tensor) => sum + tensor.reduce((part, value) => part + value * value, 0), 0);
    const step = 1e-3 / Math.sqrt(square);
    const moved = parameters.map((tensor, index) => tensor.map((value, at) => value - step * gradients[index]![at]!));
    const after = passBatch(effectiveWeights(moved), patches, boxes);
    const fall = before.heat + before.box - after.heat - after.box;
    // A short step down the slope lowers the loss by step * |slope|^2, within the curvature.
    expect(fall / (step * square)).toBeGreaterThan(0.6);
    expect(fall / (step * square)).toBeLessThan(1.4);
  });

  it('leaves no tensor behind', () => {
    const weights = effectiveWeights(initialParameters(3)) as Map<string, Effective>;
    const before = tf.memory().numTensors;
    passBatch(weights, noise(SAMPLE_FLOATS, 6), [[]]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the head at stride 8', () => {
    const shape = tf.tidy(() => {
      const weights = new Map<string, LayerWeights>();
      const effective = effectiveWeights(initialParameters(1));
      for (const { name, kind, inputs, outputs } of LAYERS) {
        const [side] = SHAPES[kind];
        const { filter, bias } = effective.get(name)!;
        weights.set(name, { filter: tf.tensor4d(filter, [side, side, inputs, outputs]), bias: tf.tensor1d(bias) });
      }
      return forwardNetwork(tf.zeros([1, 48, 80, 48]), weights).shape;
    });
    expect(shape).toEqual([1, 24, 40, 7]);
  });
});
