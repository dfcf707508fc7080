import { createRandom } from '@chengyun/basemap/random.ts';
import { describe, expect, it } from 'vitest';
import {
  type DenseShape,
  type DenseWeights,
  forward,
  initialWeights,
  textFromWeights,
  weightsFromText,
} from './dense-network.ts';
import { startTensors } from './runtime.ts';
import { type DenseRows, denseGradients, type LossSlope, trainDense } from './train-dense.ts';

const SHAPE: DenseShape = { features: 4, series: 3, embedded: 2, hidden: [7, 5], outputs: 2 };
const ROWS = 24;
const random = createRandom(5);
const rows: DenseRows = {
  features: new Float32Array(ROWS * SHAPE.features).map(() => 2 * random() - 1),
  series: Int32Array.from({ length: ROWS }, (_, row) => (row % 4) - 1),
};
const truth = (row: number, k: number) => Math.sin(3 * rows.features[row * 4 + k]!) + 0.3 * rows.series[row]!;

/** Half the squared error, mean over the rows. */
const slopeOf: LossSlope = (batch, outputs, slope) => {
  batch.forEach((row, i) => {
    for (let k = 0; k < 2; k++) slope[i * 2 + k] = (outputs[i * 2 + k]! - truth(row, k)) / batch.length;
  });
};

function lossOf(weights: DenseWeights, batch: Int32Array): number {
  let sum = 0;
  for (const row of batch) {
    const out = forward(SHAPE, weights, rows.features.subarray(row * 4, row * 4 + 4), rows.series[row]!);
    for (let k = 0; k < 2; k++) sum += 0.5 * (out[k]! - truth(row, k)) ** 2;
  }
  return sum / batch.length;
}

const all = Int32Array.from({ length: ROWS }, (_, row) => row);
const plan = (steps: number, signal = new AbortController().signal) => ({
  ...{ steps, scheduleSteps: steps, batch: 16, rate: 0.02, weightDecay: 0, seed: 3, signal },
  onStep: () => {},
});

describe('training of a dense network', () => {
  it('has the gradient that differences of the loss in double precision give', async () => {
    const { tf } = await startTensors();
    const weights = initialWeights(SHAPE, createRandom(1)).map((one) =>
      one.map((value) => value + 0.2 * random() - 0.1),
    );
    const gradients = denseGradients(tf, SHAPE, weights, rows, all, slopeOf);
    const nudge = 2 ** -12;
    weights.forEach((tensor, index) => {
      tensor.forEach((value, at) => {
        const lossWith = (moved: number) => {
          tensor[at] = moved;
          const loss = lossOf(weights, all);
          tensor[at] = value;
          return loss;
        };
        const slope =
          (lossWith(value + nudge) - lossWith(value - nudge)) /
          (Math.fround(value + nudge) - Math.fround(value - nudge));
        expect(Math.abs(gradients[index]![at]! - slope), `tensor ${index}, weight ${at}`).toBeLessThan(5e-4);
      });
    });
    expect(Math.max(...gradients.flatMap((one) => [...one].map(Math.abs)))).toBeGreaterThan(0.05);
  });

  it('learns, and the same seed gives the same weights to the bit', async () => {
    const { tf } = await startTensors();
    const before = lossOf(initialWeights(SHAPE, createRandom(3)), all);
    const first = await trainDense(tf, SHAPE, rows, all, slopeOf, plan(400));
    const second = await trainDense(tf, SHAPE, rows, all, slopeOf, plan(400));
    expect(lossOf(first, all)).toBeLessThan(before / 5);
    expect(textFromWeights(first)).toEqual(textFromWeights(second));
    expect(weightsFromText(textFromWeights(first))).toEqual(first);
  });

  it('leaves no tensor behind', async () => {
    const { memory } = await import('@tensorflow/tfjs');
    const { tf } = await startTensors();
    const before = memory().numTensors;
    await trainDense(tf, SHAPE, rows, all, slopeOf, plan(3));
    expect(memory().numTensors).toBe(before);
  });

  it('ends when it is told to', async () => {
    const { tf } = await startTensors();
    const stop = new AbortController();
    const running = trainDense(tf, SHAPE, rows, all, slopeOf, {
      ...plan(1e6, stop.signal),
      onStep: (step) => step === 5 && stop.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
  });
});
