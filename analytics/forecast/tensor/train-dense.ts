/**
 * Trains a dense network on tensors. Gradients are written out as forward products (transposed first, because products
 * with a transpose flag take a slow path on the wasm backend); loss, optimiser and the vectors of the series are plain
 * arithmetic in a fixed order, so that the same rows and seed give the same network on one machine.
 */

import { setImmediate } from 'node:timers/promises';
import { createRandom } from '@chengyun/basemap/random.ts';
import { createAdam } from '@chengyun/models/training/adam.ts';
import { DECAYED, type DenseShape, type DenseWeights, initialWeights, layerSizes } from './dense-network.ts';
import type { Tensors } from './runtime.ts';

export interface DenseRows {
  /** rows x features, standardised. */
  readonly features: Float32Array;
  /** Of each row; below 0: none. */
  readonly series: Int32Array;
}

export interface TrainPlan {
  readonly steps: number;
  /** Length of the schedule of the learning rate; a shorter training stops early on the same schedule. */
  readonly scheduleSteps: number;
  readonly batch: number;
  readonly rate: number;
  readonly weightDecay: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onStep: (step: number, mean: DenseWeights) => void;
}

/** Writes d(loss)/d(output) of a batch; `rows` are the indexes of its rows, `outputs` is batch x outputs. */
export type LossSlope = (rows: Int32Array, outputs: Float32Array, slope: Float32Array) => void;

const YIELD_EVERY_STEPS = 10;
const WARM_UP_SHARE = 0.05;
const LAST_RATE_SHARE = 0.02;

/** Returns the averaged weights. `candidates` are the rows it may learn from. */
export async function trainDense(
  tf: Tensors,
  shape: DenseShape,
  rows: DenseRows,
  candidates: Int32Array,
  lossSlope: LossSlope,
  plan: TrainPlan,
): Promise<DenseWeights> {
  const random = createRandom(plan.seed);
  const weights = initialWeights(shape, random);
  const adam = createAdam(weights, { meanDecay: MEAN_DECAY, weightDecay: plan.weightDecay, decayed: DECAYED });
  const batch = new Int32Array(Math.min(plan.batch, candidates.length));
  for (let step = 0; step < plan.steps; step++) {
    if (step % YIELD_EVERY_STEPS === 0) await setImmediate();
    plan.signal.throwIfAborted();
    for (let i = 0; i < batch.length; i++) batch[i] = candidates[Math.floor(random() * candidates.length)]!;
    const gradients = denseGradients(tf, shape, weights, rows, batch, lossSlope);
    adam.step(weights, gradients, plan.rate * rateShare(step, plan.scheduleSteps));
    plan.onStep(step + 1, adam.mean);
  }
  return adam.mean;
}

const MEAN_DECAY = 0.995;

/** Linear warm-up, then a cosine down to almost nothing (Loshchilov & Hutter 2017). */
function rateShare(step: number, steps: number): number {
  const warm = Math.max(1, steps * WARM_UP_SHARE);
  if (step < warm) return (step + 1) / warm;
  const done = Math.min(1, (step - warm) / Math.max(1, steps - warm));
  return LAST_RATE_SHARE + (1 - LAST_RATE_SHARE) * 0.5 * (1 + Math.cos(Math.PI * done));
}

/** Gradients of the loss over the rows of a batch, in the order of the weights. */
export function denseGradients(
  tf: Tensors,
  shape: DenseShape,
  weights: DenseWeights,
  rows: DenseRows,
  batch: Int32Array,
  lossSlope: LossSlope,
): DenseWeights {
  const width = shape.features + shape.embedded;
  const inputs = gather(shape, weights[6]!, rows, batch);
  return tf.tidy(() => {
    const sizes = layerSizes(shape);
    const matrix = (index: number) => tf.tensor2d(weights[index * 2]!, sizes[index] as [number, number]);
    const bias = (index: number) => tf.tensor1d(weights[index * 2 + 1]!);
    const x = tf.tensor2d(inputs, [batch.length, width]);
    const [w1, w2, w3] = [matrix(0), matrix(1), matrix(2)];
    const a1 = tf.fused.matMul({ a: x, b: w1, bias: bias(0), activation: 'relu' });
    const a2 = tf.fused.matMul({ a: a1, b: w2, bias: bias(1), activation: 'relu' });
    const out = tf.fused.matMul({ a: a2, b: w3, bias: bias(2) });
    const slope = new Float32Array(batch.length * shape.outputs);
    lossSlope(batch, out.dataSync() as Float32Array, slope);

    const ones = tf.tensor2d(new Float32Array(batch.length).fill(1), [1, batch.length]);
    // The mask of ReLU without a kernel of its own: any positive output becomes 1.
    const isOn = (a: typeof a1) => tf.clipByValue(tf.mul(a, 1e20), 0, 1);
    const d3 = tf.tensor2d(slope, [batch.length, shape.outputs]);
    const d2 = tf.mul(tf.matMul(d3, tf.transpose(w3)), isOn(a2)) as typeof a1;
    const d1 = tf.mul(tf.matMul(d2, tf.transpose(w2)), isOn(a1)) as typeof a1;
    const read = (tensor: typeof a1) => tensor.dataSync() as Float32Array;
    const layers = (
      [
        [x, d1],
        [a1, d2],
        [a2, d3],
      ] as const
    ).flatMap(([input, d]) => [read(tf.matMul(tf.transpose(input), d)), read(tf.matMul(ones, d))]);
    const vectors = new Float32Array(weights[6]!.length);
    if (shape.embedded > 0) {
      const tail = tf.tensor2d(weights[0]!.subarray(shape.features * sizes[0]![1]), [shape.embedded, sizes[0]![1]]);
      scatter(shape, read(tf.matMul(d1, tf.transpose(tail))), rows, batch, vectors);
    }
    return [...layers, vectors];
  });
}

function gather(shape: DenseShape, vectors: Float32Array, rows: DenseRows, batch: Int32Array): Float32Array {
  const { features, embedded } = shape;
  const out = new Float32Array(batch.length * (features + embedded));
  batch.forEach((row, i) => {
    const at = i * (features + embedded);
    out.set(rows.features.subarray(row * features, (row + 1) * features), at);
    const series = rows.series[row]!;
    if (embedded > 0 && series >= 0)
      out.set(vectors.subarray(series * embedded, (series + 1) * embedded), at + features);
  });
  return out;
}

function scatter(
  shape: DenseShape,
  slopes: Float32Array,
  rows: DenseRows,
  batch: Int32Array,
  into: Float32Array,
): void {
  const { embedded } = shape;
  batch.forEach((row, i) => {
    const series = rows.series[row]!;
    if (series < 0) return;
    for (let k = 0; k < embedded; k++)
      into[series * embedded + k] = into[series * embedded + k]! + slopes[i * embedded + k]!;
  });
}
