/**
 * Writes the trained network as an ONNX file (operator set 13): NCHW in, raw head out, filters already standardised.
 * Field numbers are those of onnx.proto.
 */
import { HEAD_CHANNELS, INPUT_HEIGHT, INPUT_WIDTH, type LayerSpec, OUTPUT_NAME, STRIDE } from './network.ts';
import { node, onnxFile, tensor, valueInfo } from './onnx-graph.ts';
import { convolution, doubling, planarFilter, planarShape, wireNetwork } from './onnx-wiring.ts';
import { type Effective, effectiveWeights, type Parameters } from './parameters.ts';
import type { Field } from './protobuf.ts';

export const INPUT_NAME = 'images';
/** Of a nearest-neighbour doubling, in every file. */
export const DOUBLE_SCALES = tensor('double.scales', [4], Float32Array.of(1, 1, 2, 2));

/** A layer in float32, and the name of what it makes. */
export function floatLayer(spec: LayerSpec, { filter, bias }: Effective, input: string): Field[] {
  const [weightName, biasName] = [`${spec.name}.weight`, `${spec.name}.bias`];
  return [
    tensor(weightName, planarShape(spec), planarFilter(spec, filter)),
    tensor(biasName, [spec.outputs], bias),
    ...convolution(spec, input, weightName, biasName),
  ];
}

/** What the file takes in and answers. */
export const ends = (): Field[] => [
  valueInfo('input', INPUT_NAME, [1, 3, INPUT_HEIGHT, INPUT_WIDTH]),
  valueInfo('output', OUTPUT_NAME, [1, HEAD_CHANNELS, INPUT_HEIGHT / STRIDE, INPUT_WIDTH / STRIDE]),
];

/** `watched` are tensors inside the network that the file answers as well. */
export function onnxFrom(parameters: Parameters, watched: readonly string[] = []): Uint8Array {
  const weights = effectiveWeights(parameters);
  const parts: Field[] = [DOUBLE_SCALES];
  wireNetwork(INPUT_NAME, {
    convolve: (spec, input) => {
      parts.push(...floatLayer(spec, weights.get(spec.name)!, input));
      return spec.name;
    },
    plus: (output, a, b) => {
      parts.push(node('Add', [a, b], output));
      return output;
    },
    double: (output, input) => {
      parts.push(doubling(output, input));
      return output;
    },
  });
  const inner = watched.map((name) => valueInfo('output', name, ['picture', 'channel', `${name}.y`, `${name}.x`]));
  return onnxFile('city-nano', [...parts, ...ends(), ...inner]);
}
