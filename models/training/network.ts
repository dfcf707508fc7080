/**
 * The small detector: a stem that takes 4x4 pixel patches, residual stages at strides 4, 8, 16 and 32, an additive
 * top-down path back to stride 8 and a head of 7 channels there: three class heats, centre offset x and y (in cells),
 * log width and height relative to 16 px. 158,311 parameters, 0.17 GFLOP a picture.
 */
import * as tf from '@tensorflow/tfjs';
import { double, type LayerKind, type LayerWeights, layer } from './fast-ops.ts';

export const INPUT_WIDTH = 320;
export const INPUT_HEIGHT = 192;
export const STRIDE = 8;
export const SIZE_PX = 16;
export const CLASS_COUNT = 3;
export const HEAD_CHANNELS = CLASS_COUNT + 4;
export const PATCH = 4;
/** The last layer, and the name of a file's output. */
export const OUTPUT_NAME = 'head';

export interface LayerSpec {
  readonly name: string;
  readonly kind: LayerKind;
  readonly inputs: number;
  readonly outputs: number;
  readonly relu: boolean;
  /** Weight-standardised: its filters are kept at zero mean and unit spread, times a learned gain. */
  readonly standardised: boolean;
}

const spec = (name: string, kind: LayerKind, inputs: number, outputs: number, relu = true): LayerSpec => ({
  name,
  kind,
  inputs,
  outputs,
  relu,
  standardised: name !== 'head',
});

export const LAYERS: readonly LayerSpec[] = [
  spec('stem', 'point', 3 * PATCH * PATCH, 24),
  spec('res4', 'same3', 24, 24),
  spec('down8', 'halve', 24, 40),
  spec('res8a', 'same3', 40, 40),
  spec('res8b', 'same3', 40, 40),
  spec('down16', 'halve', 40, 48),
  spec('res16a', 'same3', 48, 48),
  spec('res16b', 'same3', 48, 48),
  spec('down32', 'halve', 48, 48),
  spec('res32a', 'same3', 48, 48),
  spec('res32b', 'same3', 48, 48),
  spec('top16', 'point', 48, 48, false),
  spec('top8', 'point', 48, 40, false),
  spec('blend', 'same3', 40, 40),
  spec('head', 'point', 40, HEAD_CHANNELS, false),
];

export const filterShape = ({ kind, inputs, outputs }: LayerSpec): [number, number, number, number] => {
  const side = kind === 'same3' ? 3 : kind === 'halve' ? 2 : 1;
  return [side, side, inputs, outputs];
};

/** `patches`: [batch, height/4, width/4, 48]. Returns the raw head, [batch, height/8, width/8, 7]. */
export function forwardNetwork(patches: tf.Tensor4D, weights: ReadonlyMap<string, LayerWeights>): tf.Tensor4D {
  const run = (name: string, x: tf.Tensor4D): tf.Tensor4D => {
    const found = LAYERS.find((candidate) => candidate.name === name)!;
    return layer(found.kind, x, weights.get(name)!, found.relu, name !== 'stem');
  };
  const residual = (name: string, x: tf.Tensor4D): tf.Tensor4D => tf.add(x, run(name, x));
  const at4 = residual('res4', run('stem', patches));
  const at8 = residual('res8b', residual('res8a', run('down8', at4)));
  const at16 = residual('res16b', residual('res16a', run('down16', at8)));
  const at32 = residual('res32b', residual('res32a', run('down32', at16)));
  const top16: tf.Tensor4D = tf.add(at16, double(run('top16', at32)));
  const top8: tf.Tensor4D = tf.add(at8, double(run('top8', top16)));
  return run('head', run('blend', top8));
}
