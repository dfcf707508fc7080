/** How the layers hang together in an ONNX file. Whoever writes one says what a convolution, a sum and a doubling become. */
import { filterShape, LAYERS, type LayerSpec, OUTPUT_NAME, PATCH } from './network.ts';
import { attribute, node } from './onnx-graph.ts';
import type { Field } from './protobuf.ts';

export interface Writer {
  /** Each returns the name of what it makes, for the operation that reads it. */
  readonly convolve: (spec: LayerSpec, input: string) => string;
  readonly plus: (output: string, a: string, b: string) => string;
  readonly double: (output: string, input: string) => string;
}

export function wireNetwork(input: string, writer: Writer): string {
  const convolve = (name: string, from: string): string =>
    writer.convolve(LAYERS.find((candidate) => candidate.name === name)!, from);
  const residual = (name: string, from: string): string => writer.plus(`${name}.sum`, from, convolve(name, from));
  const doubled = (name: string, from: string): string => writer.double(`${name}.double`, convolve(name, from));
  const at4 = residual('res4', convolve('stem', input));
  const at8 = residual('res8b', residual('res8a', convolve('down8', at4)));
  const at16 = residual('res16b', residual('res16a', convolve('down16', at8)));
  const at32 = residual('res32b', residual('res32a', convolve('down32', at16)));
  const top16 = writer.plus('top16.sum', at16, doubled('top16', at32));
  const top8 = writer.plus('top8.sum', at8, doubled('top8', top16));
  return convolve(OUTPUT_NAME, convolve('blend', top8));
}

/** The stem runs on 4x4 patches while training; in a file it is a 4x4 convolution of stride 4 over the picture. */
export const exportedShape = (spec: LayerSpec): [number, number, number, number] =>
  spec.name === 'stem' ? [PATCH, PATCH, 3, spec.outputs] : filterShape(spec);

/** HWIO → OIHW. */
export function planarFilter(spec: LayerSpec, filter: Float32Array): Float32Array {
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

/** Lengths of a filter as the file holds it: OIHW. */
export function planarShape(spec: LayerSpec): [number, number, number, number] {
  const [height, width, inputs, outputs] = exportedShape(spec);
  return [outputs, inputs, height, width];
}

/** The convolution, and what cuts off below zero where the layer does. Its output has the layer's name. */
export function convolution(spec: LayerSpec, input: string, weight: string, bias: string): Field[] {
  const [height, width] = exportedShape(spec);
  const stride = spec.name === 'stem' ? PATCH : spec.kind === 'halve' ? 2 : 1;
  const pad = spec.kind === 'same3' ? 1 : 0;
  const attributes = [
    attribute('kernel_shape', [height, width]),
    attribute('strides', [stride, stride]),
    attribute('pads', [pad, pad, pad, pad]),
  ];
  if (!spec.relu) return [node('Conv', [input, weight, bias], spec.name, attributes)];
  return [
    node('Conv', [input, weight, bias], `${spec.name}.conv`, attributes),
    node('Relu', [`${spec.name}.conv`], spec.name),
  ];
}

export const doubling = (output: string, input: string): Field =>
  node('Resize', [input, '', 'double.scales'], output, [
    attribute('mode', 'nearest'),
    attribute('coordinate_transformation_mode', 'asymmetric'),
    attribute('nearest_mode', 'floor'),
  ]);
