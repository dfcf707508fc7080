/** Writes the trained ponding classifier as an ONNX file: NCHW in, five logits out. */
import type { Tensors } from '../adam.ts';
import { attribute, node, onnxFile, tensor, valueInfo } from '../onnx-graph.ts';
import type { Field } from '../protobuf.ts';
import { PONDING_CLASSES, PONDING_INPUT } from './classes.ts';
import { LAST, PATCH, PONDING_LAYERS, type PondingLayer } from './network.ts';

export const OUTPUT_NAME = 'logits';

/** In the file the stem is a 4x4 convolution of stride 4, and the dense layer one that covers all that is left. */
function exportedShape({ name, shape }: PondingLayer): readonly [number, number, number, number] {
  if (name === 'stem') return [PATCH, PATCH, 3, shape[3]];
  return name === 'dense' ? [LAST.rows, LAST.columns, LAST.channels, shape[3]] : shape;
}

/** HWIO → OIHW. */
function planar(filter: Float32Array, [height, width, inputs, outputs]: readonly number[]): Float32Array {
  const turned = new Float32Array(filter.length);
  const positions = height! * width!;
  filter.forEach((value, at) => {
    const output = at % outputs!;
    const input = Math.floor(at / outputs!) % inputs!;
    const position = Math.floor(at / (outputs! * inputs!));
    turned[(output * inputs! + input) * positions + position] = value;
  });
  return turned;
}

export function pondingOnnx(weights: Tensors): Uint8Array {
  const parts: Field[] = [];
  const convolve = (name: string, input: string): string => {
    const index = PONDING_LAYERS.findIndex((candidate) => candidate.name === name);
    const spec = PONDING_LAYERS[index]!;
    const shape = exportedShape(spec);
    const stride = name === 'stem' ? PATCH : spec.kind === 'halve' ? 2 : 1;
    const pad = spec.kind === 'same3' ? 1 : 0;
    const raw = spec.relu ? `${name}.conv` : `${name}.plane`;
    parts.push(
      tensor(`${name}.weight`, [shape[3], shape[2], shape[0], shape[1]], planar(weights[index * 2]!, shape)),
      tensor(`${name}.bias`, [shape[3]], weights[index * 2 + 1]!),
      node('Conv', [input, `${name}.weight`, `${name}.bias`], raw, [
        attribute('kernel_shape', [shape[0], shape[1]]),
        attribute('strides', [stride, stride]),
        attribute('pads', [pad, pad, pad, pad]),
      ]),
    );
    if (spec.relu) parts.push(node('Relu', [raw], name));
    return spec.relu ? name : raw;
  };
  const residual = (name: string, input: string): string => {
    parts.push(node('Add', [input, convolve(name, input)], `${name}.sum`));
    return `${name}.sum`;
  };
  const at4 = residual('res4', convolve('stem', 'images'));
  const at8 = residual('res8', convolve('down8', at4));
  const at16 = residual('res16', convolve('down16', at8));
  const planes = convolve('logits', convolve('dense', convolve('down32', at16)));
  parts.push(node('Flatten', [planes], OUTPUT_NAME, [attribute('axis', 1)]));
  return onnxFile('ponding-depth', [
    ...parts,
    valueInfo('input', 'images', [1, 3, PONDING_INPUT.height, PONDING_INPUT.width]),
    valueInfo('output', OUTPUT_NAME, [1, PONDING_CLASSES.length]),
  ]);
}
