/**
 * Convolution layers whose gradients are themselves forward convolutions or plain matrix products, because only those
 * are fast on the wasm backend (8-10 times faster than its own backward kernels). Each layer is one operation:
 * convolution + bias + optional ReLU. Shapes are NHWC, filters HWIO.
 */
import * as tf from '@tensorflow/tfjs';

export type LayerKind = 'point' | 'same3' | 'halve';

export interface LayerWeights {
  readonly filter: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
}

const ONE_AROUND: [[number, number], [number, number], [number, number], [number, number]] = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

const through = (dy: tf.Tensor4D, y: tf.Tensor4D): tf.Tensor4D =>
  // ReLU's mask without a Step kernel: any positive output becomes 1.
  tf.mul(dy, tf.clipByValue(tf.mul(y, 1e20), 0, 1));

const columnSums = (dz: tf.Tensor4D, channels: number): tf.Tensor1D => {
  const flat = dz.reshape([-1, channels]);
  return tf.matMul(tf.ones([1, flat.shape[0]!]), flat).reshape([channels]);
};

const forward = (kind: LayerKind, x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D, relu: boolean): tf.Tensor4D =>
  tf.fused.conv2d({
    x,
    filter,
    bias,
    strides: kind === 'halve' ? 2 : 1,
    pad: kind === 'same3' ? 'same' : 'valid',
    activation: relu ? 'relu' : 'linear',
  });

function inputGradient(kind: LayerKind, dz: tf.Tensor4D, filter: tf.Tensor4D, shape: readonly number[]): tf.Tensor4D {
  const [batch, height, width, inputs] = shape as [number, number, number, number];
  const outputs = filter.shape[3];
  if (kind === 'same3') return tf.conv2d(dz, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, 'same');
  const flat = dz.reshape([-1, outputs]);
  if (kind === 'point') {
    const across = tf.transpose(filter.reshape([inputs, outputs]), [1, 0]);
    return tf.matMul(flat, across).reshape([batch, height, width, inputs]);
  }
  // Each output pixel owns a 2x2 block of the input: one product per row of the block, then rows interleaved.
  const blocks = tf.transpose(filter.reshape([2, 2 * inputs, outputs]), [0, 2, 1]);
  const rows = tf
    .unstack(blocks)
    .map((block) => tf.matMul(flat, block as tf.Tensor2D).reshape([(batch * height) / 2, 1, width * inputs]));
  return tf.concat(rows, 1).reshape([batch, height, width, inputs]);
}

function filterGradient(kind: LayerKind, dz: tf.Tensor4D, x: tf.Tensor4D, shape: readonly number[]): tf.Tensor4D {
  const [, , inputs, outputs] = shape as [number, number, number, number];
  if (kind === 'point') {
    const across = tf.transpose(x.reshape([-1, inputs]), [1, 0]);
    return tf.matMul(across, dz.reshape([-1, outputs])).reshape([1, 1, inputs, outputs]);
  }
  // The batch becomes the channel axis, and the output's gradient the filter that slides over the input.
  const image = tf.transpose(x, [3, 1, 2, 0]);
  const slide = tf.transpose(dz, [1, 2, 0, 3]);
  const found =
    kind === 'same3' ? tf.conv2d(image, slide, 1, ONE_AROUND) : tf.conv2d(image, slide, 1, 'valid', 'NHWC', 2);
  return tf.transpose(found, [1, 2, 0, 3]);
}

/** `needsInputGradient` is false for the first layer, whose input is the picture. */
export function layer(
  kind: LayerKind,
  x: tf.Tensor4D,
  weights: LayerWeights,
  relu: boolean,
  needsInputGradient = true,
): tf.Tensor4D {
  const operation = tf.customGrad((...args) => {
    const [input, filter, bias, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.GradSaveFunc];
    const y = forward(kind, input, filter, bias, relu);
    save([input, filter, y]);
    return {
      value: y,
      gradFunc: (dy, saved) => {
        const [keptX, keptFilter, keptY] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
        const dz = relu ? through(dy as tf.Tensor4D, keptY) : (dy as tf.Tensor4D);
        return [
          needsInputGradient ? inputGradient(kind, dz, keptFilter, keptX.shape) : tf.zerosLike(keptX),
          filterGradient(kind, dz, keptX, keptFilter.shape),
          columnSums(dz, keptFilter.shape[3]),
        ];
      },
    };
  });
  return operation(x, weights.filter, weights.bias) as tf.Tensor4D;
}

/** Nearest-neighbour doubling; its gradient is the sum over each 2x2 block. */
export function double(x: tf.Tensor4D): tf.Tensor4D {
  const operation = tf.customGrad((...args) => {
    const input = args[0] as tf.Tensor4D;
    return {
      value: tf.image.resizeNearestNeighbor(input, [input.shape[1] * 2, input.shape[2] * 2]),
      gradFunc: (dy) => tf.mul(tf.avgPool(dy as tf.Tensor4D, 2, 2, 'valid'), 4),
    };
  });
  return operation(x) as tf.Tensor4D;
}
