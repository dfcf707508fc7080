/** Adam (Kingma & Ba 2015) with gradient clipping and an exponential mean of the weights, on plain arrays. */
import type { Parameters } from './parameters.ts';

export interface Optimiser {
  /** Changes `parameters` in place. Returns the gradient's norm before clipping. */
  step(parameters: Parameters, gradients: Parameters, rate: number): number;
  /** The averaged weights: what is exported. */
  readonly mean: Parameters;
}

const BETA1 = 0.9;
const BETA2 = 0.99;
const CLIP = 5;
const MEAN_DECAY = 0.998;

export function createOptimiser(initial: Parameters): Optimiser {
  const first = initial.map((tensor) => new Float32Array(tensor.length));
  const second = initial.map((tensor) => new Float32Array(tensor.length));
  const mean = initial.map((tensor) => tensor.slice());
  let steps = 0;
  return {
    mean,
    step(parameters, gradients, rate) {
      steps++;
      let square = 0;
      for (const tensor of gradients) for (const value of tensor) square += value * value;
      const norm = Math.sqrt(square);
      if (!Number.isFinite(norm)) throw new Error(`the gradient is not finite after ${steps} steps`);
      const scale = Math.min(1, CLIP / (norm + 1e-9));
      const correct1 = 1 - BETA1 ** steps;
      const correct2 = 1 - BETA2 ** steps;
      // Early on the mean follows closely, so that it never carries the random start along.
      const keep = Math.min(MEAN_DECAY, (1 + steps) / (10 + steps));
      parameters.forEach((tensor, index) => {
        const g = gradients[index]!;
        const m = first[index]!;
        const v = second[index]!;
        const average = mean[index]!;
        for (let at = 0; at < tensor.length; at++) {
          const slope = g[at]! * scale;
          m[at] = BETA1 * m[at]! + (1 - BETA1) * slope;
          v[at] = BETA2 * v[at]! + (1 - BETA2) * slope * slope;
          tensor[at] = tensor[at]! - (rate * (m[at]! / correct1)) / (Math.sqrt(v[at]! / correct2) + 1e-8);
          average[at] = keep * average[at]! + (1 - keep) * tensor[at]!;
        }
      });
      return norm;
    },
  };
}
