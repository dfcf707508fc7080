/**
 * The ponding classifier: a stem that takes 4x4 pixel patches, three residual stages halved in between, one dense layer
 * over what is left of the picture and five logits. Its input is 128x96, so the last stage has 3 rows and 4 columns.
 */
import * as tf from '@tensorflow/tfjs';
import { createRandom } from '../../synthetic/random.ts';
import type { Tensors } from '../adam.ts';
import { type LayerKind, type LayerWeights, layer } from '../fast-ops.ts';
import { PONDING_CLASSES, PONDING_INPUT } from './classes.ts';

export const PATCH = 4;
export const ROWS = PONDING_INPUT.height / PATCH;
export const COLUMNS = PONDING_INPUT.width / PATCH;
const HALVINGS = 8;
export const LAST = { rows: ROWS / HALVINGS, columns: COLUMNS / HALVINGS, channels: 32 } as const;

export interface PondingLayer {
  readonly name: string;
  readonly kind: LayerKind;
  /** Filter sides and channels as it is trained, height, width, in, out. */
  readonly shape: readonly [number, number, number, number];
  readonly relu: boolean;
}

const one = (name: string, kind: LayerKind, inputs: number, outputs: number, relu = true): PondingLayer => {
  const side = kind === 'same3' ? 3 : kind === 'halve' ? 2 : 1;
  return { name, kind, shape: [side, side, inputs, outputs], relu };
};

export const PONDING_LAYERS: readonly PondingLayer[] = [
  one('stem', 'point', 3 * PATCH * PATCH, 16),
  one('res4', 'same3', 16, 16),
  one('down8', 'halve', 16, 24),
  one('res8', 'same3', 24, 24),
  one('down16', 'halve', 24, 32),
  one('res16', 'same3', 32, 32),
  one('down32', 'halve', 32, LAST.channels),
  one('dense', 'point', LAST.rows * LAST.columns * LAST.channels, 32),
  one('logits', 'point', 32, PONDING_CLASSES.length, false),
];

const size = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Filter and bias of each layer in turn, He et al. 2015. */
export function initialTensors(seed: number): Float32Array[] {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return PONDING_LAYERS.flatMap(({ name, shape }) => {
    const fanIn = size(shape) / shape[3];
    // Residual branches and the last layer start small, so that the net begins near to doing nothing.
    const share = name.startsWith('res') ? 0.3 : name === 'logits' ? 0.1 : 1;
    const spread = share * Math.sqrt(2 / fanIn);
    return [new Float32Array(size(shape)).map(() => normal() * spread), new Float32Array(shape[3])];
  });
}

export const parameterCount = (): number => PONDING_LAYERS.reduce((sum, { shape }) => sum + size(shape) + shape[3], 0);

export const tensorsOf = (weights: Tensors): tf.Tensor[] =>
  PONDING_LAYERS.flatMap(({ shape }, index) => [
    tf.tensor4d(weights[index * 2]!, [...shape]),
    tf.tensor1d(weights[index * 2 + 1]!),
  ]);

/** `patches`: [batch, 24, 32, 48]; `tensors` as `tensorsOf` makes them. Returns logits [batch, 5]. */
export function forwardPonding(patches: tf.Tensor4D, tensors: readonly tf.Tensor[]): tf.Tensor2D {
  const run = (name: string, x: tf.Tensor4D): tf.Tensor4D => {
    const index = PONDING_LAYERS.findIndex((candidate) => candidate.name === name);
    const { kind, relu } = PONDING_LAYERS[index]!;
    const weights = { filter: tensors[index * 2], bias: tensors[index * 2 + 1] } as LayerWeights;
    return layer(kind, x, weights, relu, name !== 'stem');
  };
  const residual = (name: string, x: tf.Tensor4D): tf.Tensor4D => tf.add(x, run(name, x));
  const at4 = residual('res4', run('stem', patches));
  const at8 = residual('res8', run('down8', at4));
  const at16 = residual('res16', run('down16', at8));
  const flat = run('down32', at16).reshape([-1, 1, 1, LAST.rows * LAST.columns * LAST.channels]) as tf.Tensor4D;
  return run('logits', run('dense', flat)).reshape([-1, PONDING_CLASSES.length]);
}
