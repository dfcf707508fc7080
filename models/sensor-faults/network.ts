/**
 * The second opinion: a causal network over the features of the last 128 readings. One layer a reading, then seven
 * layers that each look at two readings 1, 2, 4 ... 64 apart and add what they see; nine outputs: good and the kinds.
 * No layer pads, so that an output only ever rests on readings that were there.
 */
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../synthetic/random.ts';
import { type LayerWeights, layer } from '../training/fast-ops.ts';
import { FAULT_KINDS } from './kinds.ts';
import { normal } from './made/water.ts';
import { FEATURE_COUNT } from './watch/features.ts';
import { REACH } from './window.ts';

export const DILATIONS = [1, 2, 4, 8, 16, 32, 64] as const;
export const CLASS_COUNT = FAULT_KINDS.length + 1;
const WIDTH = 24;

export interface LayerShape {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** `pair` layers take the earlier reading's channels first, then the later one's. */
export const LAYERS: readonly LayerShape[] = [
  { name: 'in', inputs: FEATURE_COUNT, outputs: WIDTH },
  ...DILATIONS.map((apart) => ({ name: `pair${apart}`, inputs: 2 * WIDTH, outputs: WIDTH })),
  { name: 'out', inputs: WIDTH, outputs: CLASS_COUNT },
];

/** Filter (inputs x outputs) and bias of each layer, in order. */
export type Parameters = Float32Array[];

export function initialParameters(seed: number): Parameters {
  const random = createRandom(seed);
  return LAYERS.flatMap(({ name, inputs, outputs }) => {
    const size = name === 'out' ? 0.05 : name === 'in' ? Math.sqrt(2 / inputs) : Math.sqrt(0.6 / inputs);
    return [new Float32Array(inputs * outputs).map(() => size * normal(random)), new Float32Array(outputs)];
  });
}

export const parameterCount = (): number =>
  LAYERS.reduce((sum, { inputs, outputs }) => sum + inputs * outputs + outputs, 0);

/** @param features [batch, 1, readings, features]; returns [batch, 1, readings - REACH, classes], unnormalised. */
export function forwardNetwork(features: tf.Tensor4D, weights: readonly LayerWeights[]): tf.Tensor4D {
  const [batch] = features.shape;
  let x = layer('point', features, weights[0]!, true, false);
  DILATIONS.forEach((apart, index) => {
    const rest = x.shape[2] - apart;
    const earlier = tf.slice(x, [0, 0, 0, 0], [batch, 1, rest, WIDTH]);
    const later = tf.slice(x, [0, 0, apart, 0], [batch, 1, rest, WIDTH]);
    x = tf.add(later, layer('point', tf.concat([earlier, later], 3), weights[index + 1]!, true));
  });
  return layer('point', x, weights.at(-1)!, false);
}

export function weightsFrom(tensors: readonly tf.Tensor[]): LayerWeights[] {
  return LAYERS.map((_, index) => ({
    filter: tensors[2 * index] as tf.Tensor4D,
    bias: tensors[2 * index + 1] as tf.Tensor1D,
  }));
}

export function tensorsFrom(parameters: Parameters): tf.Tensor[] {
  return LAYERS.flatMap(({ inputs, outputs }, index) => [
    tf.tensor4d(parameters[2 * index]!, [1, 1, inputs, outputs]),
    tf.tensor1d(parameters[2 * index + 1]!),
  ]);
}

/** Readings before the judged one that the network looks at. */
export const REACH_OF_LAYERS = DILATIONS.reduce<number>((sum, apart) => sum + apart, 0);
if (REACH_OF_LAYERS !== REACH) throw new Error(`the layers reach ${REACH_OF_LAYERS} readings back, not ${REACH}`);
