/**
 * Trains the ponding classifier: a fixed number of steps from a seed, so the same data give the same weights. Samples are
 * mirrored and their colours bent; the loss is cross-entropy, its slope computed here and carried back by fast-ops.
 */
import * as tf from '@tensorflow/tfjs';
import { createRandom, type Random } from '../../synthetic/random.ts';
import { createAdam, type Tensors } from '../adam.ts';
import { colourTables } from '../augment.ts';
import { CROP_BYTES, PONDING_CLASSES, PONDING_INPUT } from './classes.ts';
import type { LabelledCrop } from './crops.ts';
import { COLUMNS, forwardPonding, initialTensors, PATCH, ROWS, tensorsOf } from './network.ts';

export interface PondingTraining {
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  /** Progress is told every so many steps. */
  readonly reportSteps: number;
}

export interface PondingProgress {
  readonly step: number;
  readonly images: number;
  /** Means over the last steps. */
  readonly loss: number;
  readonly right: number;
}

const CLASSES = PONDING_CLASSES.length;
const WEIGHT_DECAY = 0.01;
const MEAN_DECAY = 0.998;

/** Writes the crop at `offset`, patches row by row, each (row, column, channel); mirrored where asked. */
export function cutCrop(
  rgb: Uint8Array,
  isMirrored: boolean,
  tables: readonly Float32Array[],
  into: Float32Array,
  offset: number,
): void {
  const { width, height } = PONDING_INPUT;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + (isMirrored ? width - 1 - x : x)) * 3;
      const patch = Math.floor(y / PATCH) * COLUMNS + Math.floor(x / PATCH);
      const to = offset + (patch * PATCH * PATCH + (y % PATCH) * PATCH + (x % PATCH)) * 3;
      for (let channel = 0; channel < 3; channel++) into[to + channel] = tables[channel]![rgb[from + channel]!]!;
    }
  }
}

interface Slope {
  readonly loss: number;
  readonly right: number;
  /** Of the mean loss with respect to the logits. */
  readonly gradient: Float32Array;
}

/** Softmax cross-entropy of logits [batch, classes]. */
export function crossEntropy(logits: Float32Array, labels: readonly number[]): Slope {
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  let right = 0;
  labels.forEach((label, row) => {
    const own = logits.subarray(row * CLASSES, (row + 1) * CLASSES);
    const most = Math.max(...own);
    const powers = Array.from(own, (value) => Math.exp(value - most));
    const sum = powers.reduce((total, power) => total + power, 0);
    loss -= Math.log(powers[label]! / sum) / labels.length;
    if (own[label] === most) right += 1 / labels.length;
    powers.forEach((power, cls) => {
      gradient[row * CLASSES + cls] = (power / sum - (cls === label ? 1 : 0)) / labels.length;
    });
  });
  return { loss, right, gradient };
}

function passBatch(weights: Tensors, patches: Float32Array, labels: readonly number[]): Slope & { slopes: Tensors } {
  let found: Slope | null = null;
  let slopes: Float32Array[] = [];
  tf.tidy(() => {
    const input = tf.tensor4d(patches, [labels.length, ROWS, COLUMNS, 3 * PATCH * PATCH]);
    const gradients = tf.grads((...tensors: tf.Tensor[]) => {
      const logits = forwardPonding(input, tensors);
      found = crossEntropy(logits.dataSync() as Float32Array, labels);
      return tf.sum(tf.mul(logits, tf.tensor2d(found.gradient, logits.shape)));
    })(tensorsOf(weights));
    slopes = gradients.map((gradient) => gradient.dataSync().slice() as Float32Array);
  });
  return { ...(found as unknown as Slope), slopes };
}

const rateAt = (share: number, peak: number): number =>
  share < 0.05 ? (peak * share) / 0.05 : peak * (0.01 + 0.495 * (1 + Math.cos((Math.PI * (share - 0.05)) / 0.95)));

export function trainPonding(
  { seed, steps, batch, rate, reportSteps }: PondingTraining,
  crops: readonly LabelledCrop[],
  onProgress: (progress: PondingProgress) => void,
): Tensors {
  const random: Random = createRandom(seed);
  const weights = initialTensors(seed);
  const optimiser = createAdam(weights, {
    ...{ meanDecay: MEAN_DECAY, weightDecay: WEIGHT_DECAY },
    decayed: weights.map((_, index) => index % 2 === 0),
  });
  const patches = new Float32Array(batch * CROP_BYTES);
  let loss = 0;
  let right = 0;
  for (let step = 1; step <= steps; step++) {
    const labels: number[] = [];
    for (let slot = 0; slot < batch; slot++) {
      const crop = crops[random.whole(0, crops.length - 1)]!;
      cutCrop(crop.rgb, random.chance(0.5), colourTables(random), patches, slot * CROP_BYTES);
      labels.push(crop.classIndex);
    }
    const result = passBatch(weights, patches, labels);
    optimiser.step(weights, result.slopes, rateAt(step / steps, rate));
    loss += result.loss / reportSteps;
    right += result.right / reportSteps;
    if (step % reportSteps === 0) {
      onProgress({ step, images: step * batch, loss, right });
      loss = 0;
      right = 0;
    }
  }
  return optimiser.mean;
}
