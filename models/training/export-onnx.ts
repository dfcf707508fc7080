/**
 * Writes the trained network as an ONNX file (operator set 13): NCHW in, raw head out, filters already standardised.
 * Field numbers are those of onnx.proto.
 */
import {
  filterShape,
  HEAD_CHANNELS,
  INPUT_HEIGHT,
  INPUT_WIDTH,
  LAYERS,
  type LayerSpec,
  PATCH,
  STRIDE,
} from './network.ts';
import { type Effective, effectiveWeights, type Parameters } from './parameters.ts';
import { bytes, type Field, integer, join, message, text } from './protobuf.ts';

export const OUTPUT_NAME = 'head';
const FLOAT = 1;
const ATTRIBUTE = { integer: 2, string: 3, integers: 7 } as const;

const floats = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const tensor = (name: string, dims: readonly number[], values: Float32Array): Field =>
  message(5, [...dims.map((dim) => integer(1, dim)), integer(2, FLOAT), text(8, name), bytes(9, floats(values))]);

const attribute = (name: string, value: number | string | readonly number[]): Field => {
  if (typeof value === 'number') return message(5, [text(1, name), integer(3, value), integer(20, ATTRIBUTE.integer)]);
  if (typeof value === 'string') return message(5, [text(1, name), text(4, value), integer(20, ATTRIBUTE.string)]);
  return message(5, [text(1, name), ...value.map((item) => integer(8, item)), integer(20, ATTRIBUTE.integers)]);
};

const node = (kind: string, inputs: readonly string[], output: string, attributes: readonly Field[] = []): Field =>
  message(1, [...inputs.map((name) => text(1, name)), text(2, output), text(3, output), text(4, kind), ...attributes]);

const valueInfo = (tag: number, name: string, dims: readonly number[]): Field =>
  message(tag, [
    text(1, name),
    message(2, [
      message(1, [
        integer(1, FLOAT),
        message(
          2,
          dims.map((dim) => message(1, [integer(1, dim)])),
        ),
      ]),
    ]),
  ]);

/** The stem runs on 4x4 patches while training; in the file it is a 4x4 convolution of stride 4 over the picture. */
const exportedShape = (spec: LayerSpec): [number, number, number, number] =>
  spec.name === 'stem' ? [PATCH, PATCH, 3, spec.outputs] : filterShape(spec);

/** HWIO → OIHW. */
function planarFilter(spec: LayerSpec, filter: Float32Array): Float32Array {
  const [height, width, inputs, outputs] = exportedShape(spec);
  const planar = new Float32Array(filter.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let input = 0; input < inputs; input++)
        for (let output = 0; output < outputs; output++)
          planar[((output * inputs + input) * height + y) * width + x] =
            filter[((y * width + x) * inputs + input) * outputs + output]!;
  return planar;
}

export function onnxFrom(parameters: Parameters): Uint8Array {
  const weights = effectiveWeights(parameters);
  const parts: Field[] = [];
  const convolve = (name: string, input: string): string => {
    const spec = LAYERS.find((candidate) => candidate.name === name)!;
    const shape = exportedShape(spec);
    const { filter, bias } = weights.get(name) as Effective;
    const stride = name === 'stem' ? PATCH : spec.kind === 'halve' ? 2 : 1;
    const pad = spec.kind === 'same3' ? 1 : 0;
    parts.push(tensor(`${name}.weight`, [shape[3], shape[2], shape[0], shape[1]], planarFilter(spec, filter)));
    parts.push(tensor(`${name}.bias`, [spec.outputs], bias));
    const raw = spec.relu ? `${name}.conv` : name;
    parts.push(
      node('Conv', [input, `${name}.weight`, `${name}.bias`], raw, [
        attribute('kernel_shape', [shape[0], shape[1]]),
        attribute('strides', [stride, stride]),
        attribute('pads', [pad, pad, pad, pad]),
      ]),
    );
    if (spec.relu) parts.push(node('Relu', [raw], name));
    return name;
  };
  const plus = (output: string, a: string, b: string): string => {
    parts.push(node('Add', [a, b], output));
    return output;
  };
  const residual = (name: string, input: string): string => plus(`${name}.sum`, input, convolve(name, input));
  const double = (input: string): string => {
    const output = `${input}.double`;
    parts.push(
      node('Resize', [input, '', 'double.scales'], output, [
        attribute('mode', 'nearest'),
        attribute('coordinate_transformation_mode', 'asymmetric'),
        attribute('nearest_mode', 'floor'),
      ]),
    );
    return output;
  };
  parts.push(tensor('double.scales', [4], Float32Array.of(1, 1, 2, 2)));
  const at4 = residual('res4', convolve('stem', 'images'));
  const at8 = residual('res8b', residual('res8a', convolve('down8', at4)));
  const at16 = residual('res16b', residual('res16a', convolve('down16', at8)));
  const at32 = residual('res32b', residual('res32a', convolve('down32', at16)));
  const top16 = plus('top16.sum', at16, double(convolve('top16', at32)));
  const top8 = plus('top8.sum', at8, double(convolve('top8', top16)));
  convolve(OUTPUT_NAME, convolve('blend', top8));
  const graph = [
    ...parts,
    text(2, 'city-nano'),
    valueInfo(11, 'images', [1, 3, INPUT_HEIGHT, INPUT_WIDTH]),
    valueInfo(12, OUTPUT_NAME, [1, HEAD_CHANNELS, INPUT_HEIGHT / STRIDE, INPUT_WIDTH / STRIDE]),
  ];
  return join([integer(1, 7), text(2, 'chengyun'), message(7, graph), message(8, [text(1, ''), integer(2, 13)])]);
}
