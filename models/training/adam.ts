/**
 * Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019), clipping of the gradient and a running
 * mean of the weights, on plain arrays: the same order of sums in every run.
 */

/** One flat array for each tensor of a model. */
export type Tensors = readonly Float32Array[];

export interface AdamOptions {
  /** How much of the running mean each step keeps, once it has warmed up. */
  readonly meanDecay: number;
  readonly weightDecay?: number;
  /** Which tensors decay; all of them when left out. */
  readonly decayed?: readonly boolean[];
}

export interface Adam {
  /** Changes `weights` in place; returns the gradient's norm before clipping. Throws when that is not finite. */
  step(weights: Tensors, gradients: Tensors, rate: number): number;
  /** The averaged weights: smoother than the last ones, and better on what was not seen. */
  readonly mean: Float32Array[];
}

const BETA1 = 0.9;
const BETA2 = 0.99;
const CLIP = 5;

export function createAdam(initial: Tensors, { meanDecay, weightDecay = 0, decayed }: AdamOptions): Adam {
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
      const norm = Math.sqrt(square);
      if (!Number.isFinite(norm)) throw new Error(`the gradient is not finite at step ${steps}`);
      const scale = Math.min(1, CLIP / (norm + 1e-9));
      const correct1 = 1 - BETA1 ** steps;
      const correct2 = 1 - BETA2 ** steps;
      // Early on the mean follows closely, so that it does not carry the random start along.
      const keep = Math.min(meanDecay, (1 + steps) / (10 + steps));
      weights.forEach((tensor, index) => {
        const [g, m, v, average] = [gradients[index]!, first[index]!, second[index]!, mean[index]!];
        const shrink = (decayed?.[index] ?? true) ? 1 - rate * weightDecay : 1;
        for (let at = 0; at < tensor.length; at++) {
          const slope = g[at]! * scale;
          m[at] = BETA1 * m[at]! + (1 - BETA1) * slope;
          v[at] = BETA2 * v[at]! + (1 - BETA2) * slope * slope;
          tensor[at] = tensor[at]! * shrink - (rate * (m[at]! / correct1)) / (Math.sqrt(v[at]! / correct2) + 1e-8);
          average[at] = keep * average[at]! + (1 - keep) * tensor[at]!;
        }
      });
      return norm;
    },
  };
}
