/**
 * The training loop: stretches of made-up gauges, weighted cross-entropy, Adam with a one-cycle rate. Its length is a
 * number of steps, so that the same seed gives the same network on every machine.
 */
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../synthetic/random.ts';
import { createAdam } from '../training/adam.ts';
import { type Batch, drawBatch, type WatchedGauge } from './dataset.ts';
import {
  CLASS_COUNT,
  forwardNetwork,
  initialParameters,
  type Parameters,
  tensorsFrom,
  weightsFrom,
} from './network.ts';
import { FEATURE_COUNT } from './watch/features.ts';
import { REACH } from './window.ts';

export interface TrainConfig {
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  readonly judged: number;
  readonly rate: number;
}

export interface Progress {
  readonly step: number;
  readonly seconds: number;
  readonly loss: number;
  readonly rate: number;
}

/** Loss and its slope on the unnormalised outputs, mean over what counts. */
function lossOf(output: Float32Array, { truth, care }: Batch): { loss: number; slope: Float32Array } {
  const slope = new Float32Array(output.length);
  let loss = 0;
  const total = care.reduce((sum, one) => sum + one, 0) + 1e-6;
  for (let place = 0; place < truth.length; place++) {
    const weight = care[place]! / total;
    if (weight === 0) continue;
    const base = place * CLASS_COUNT;
    let top = -Infinity;
    for (let cls = 0; cls < CLASS_COUNT; cls++) top = Math.max(top, output[base + cls]!);
    let sum = 0;
    for (let cls = 0; cls < CLASS_COUNT; cls++) sum += Math.exp(output[base + cls]! - top);
    const right = truth[place]!;
    for (let cls = 0; cls < CLASS_COUNT; cls++) {
      const share = Math.exp(output[base + cls]! - top) / sum;
      slope[base + cls] = weight * (share - (cls === right ? 1 : 0));
      if (cls === right) loss -= weight * Math.log(share + 1e-12);
    }
  }
  return { loss, slope };
}

function passBatch(parameters: Parameters, batch: Batch, size: number): { loss: number; gradients: Float32Array[] } {
  let loss = 0;
  const gradients = tf.tidy(() => {
    const readings = batch.truth.length / size + REACH;
    const features = tf.tensor4d(batch.features, [size, 1, readings, FEATURE_COUNT]);
    const slopes = tf.grads((...tensors: tf.Tensor[]) => {
      const output = forwardNetwork(features, weightsFrom(tensors));
      const found = lossOf(output.dataSync() as Float32Array, batch);
      loss = found.loss;
      return tf.sum(tf.mul(output, tf.tensor4d(found.slope, output.shape)));
    })(tensorsFrom(parameters));
    return slopes.map((slope) => slope.dataSync().slice() as Float32Array);
  });
  return { loss, gradients };
}

const rateAt = (share: number, peak: number): number =>
  share < 0.05
    ? (peak * share) / 0.05 + 1e-5
    : peak * (0.01 + 0.495 * (1 + Math.cos((Math.PI * (share - 0.05)) / 0.95)));

export function train(
  config: TrainConfig,
  gauges: readonly WatchedGauge[],
  deps: { readonly nowS: () => number; readonly onProgress: (progress: Progress) => void },
): Parameters {
  const random = createRandom(config.seed);
  const parameters = initialParameters(config.seed);
  const optimiser = createAdam(parameters, { meanDecay: 0.995, weightDecay: 0.002 });
  const beganS = deps.nowS();
  let smooth = Number.NaN;
  for (let step = 0; step < config.steps; step++) {
    const batch = drawBatch(gauges, random, config.batch, config.judged);
    const { loss, gradients } = passBatch(parameters, batch, config.batch);
    const rate = rateAt(step / config.steps, config.rate);
    optimiser.step(parameters, gradients, rate);
    smooth = Number.isNaN(smooth) ? loss : 0.98 * smooth + 0.02 * loss;
    if (step % 50 === 49 || step === config.steps - 1) {
      deps.onProgress({ step: step + 1, seconds: deps.nowS() - beganS, loss: smooth, rate });
    }
  }
  return optimiser.mean;
}
