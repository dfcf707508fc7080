/**
 * Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019), clipping of the gradient and a running
 * mean of the weights, on plain arrays: the same order of sums in every run.
 */
import type { DenseWeights } from './dense-network.ts';

export interface AdamOptions {
  readonly weightDecay: number;
  /** Which tensors decay. */
  readonly decayed: readonly boolean[];
}

export interface Adam {
  /** Changes `weights` in place. */
  step(weights: DenseWeights, gradients: DenseWeights, rate: number): void;
  /** The averaged weights: smoother than the last ones, and better on what was not seen. */
  readonly mean: DenseWeights;
}

const BETA1 = 0.9;
const BETA2 = 0.99;
const CLIP = 5;
const MEAN_DECAY = 0.995;

export function createAdam(initial: DenseWeights, options: AdamOptions): Adam {
  const first = initial.map((tensor) => new Float32Array(tensor.length));
  const second = initial.map((tensor) => new Float32Array(tensor.length));
  const mean = initial.map((tensor) => tensor.slice());
  let steps = 0;
  return {
    mean,
    step(weights, gradients, rate) {
      steps++;
      let square = 0;
      for (const tensor of gradients) for (const value of tensor) square += value * value;
      if (!Number.isFinite(square)) throw new Error(`the gradient is not finite at step ${steps}`);
      const scale = Math.min(1, CLIP / (Math.sqrt(square) + 1e-9));
      const correct1 = 1 - BETA1 ** steps;
      const correct2 = 1 - BETA2 ** steps;
      // Early on the mean follows closely, so that it does not carry the random start along.
      const keep = Math.min(MEAN_DECAY, (1 + steps) / (10 + steps));
      weights.forEach((tensor, index) => {
        const [g, m, v, average] = [gradients[index]!, first[index]!, second[index]!, mean[index]!];
        const shrink = options.decayed[index] ? 1 - rate * options.weightDecay : 1;
        for (let at = 0; at < tensor.length; at++) {
          const slope = g[at]! * scale;
          m[at] = BETA1 * m[at]! + (1 - BETA1) * slope;
          v[at] = BETA2 * v[at]! + (1 - BETA2) * slope * slope;
          const move = m[at]! / correct1 / (Math.sqrt(v[at]! / correct2) + 1e-8);
          tensor[at] = tensor[at]! * shrink - rate * move;
          average[at] = keep * average[at]! + (1 - keep) * tensor[at]!;
        }
      });
    },
  };
}
