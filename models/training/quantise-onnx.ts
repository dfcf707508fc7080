/**
 * Writes the trained network with 8-bit arithmetic: between stem and head, weights are int8 with a scale for each output
 * channel, what flows is uint8 with one scale for each tensor. Stem and head stay float32: the one looks at the picture,
 * the other says where a box lies, and both are cheap. Quantising and its reverse stand around every operation, in
 * standard operators; a runtime fuses them away, and "cut off below zero" is what uint8 with zero point 0 does by itself.
 */
import { DOUBLE_SCALES, ends, floatLayer, INPUT_NAME } from './export-onnx.ts';
import { type LayerSpec, OUTPUT_NAME } from './network.ts';
import { attribute, node, onnxFile, smallTensor, tensor } from './onnx-graph.ts';
import { convolution, doubling, planarFilter, planarShape, wireNetwork } from './onnx-wiring.ts';
import { type Effective, effectiveWeights, type Parameters } from './parameters.ts';
import type { Field } from './protobuf.ts';

/** What the values of a tensor are quantised within; anything beyond is cut. */
export interface Range {
  readonly low: number;
  readonly high: number;
}
export type Ranges = Readonly<Record<string, Range>>;

/**
 * Processors without instructions for 8-bit products add two of them in 16 bits and cut the sum. Weights of 7 bits keep
 * it below, so that nothing is cut anywhere: 2 * 255 * 63 < 32768.
 */
export const WEIGHT_MAX = 63;
export const LEVELS = 255;

/** The tensors that flow as uint8. A doubled one has the range of the one it doubles. */
export const FLOWING: readonly string[] = (() => {
  const names: string[] = [];
  const note = (name: string): string => {
    names.push(name);
    return name;
  };
  wireNetwork(INPUT_NAME, {
    convolve: ({ name }) => (name === OUTPUT_NAME ? name : note(name)),
    plus: note,
    double: (_, input) => input,
  });
  return names;
})();

/** Scale and zero point. Zero is always one of the levels. */
export function levelsOf({ low, high }: Range): { readonly scale: number; readonly zero: number } {
  const scale = Math.fround((Math.max(high, 0) - Math.min(low, 0)) / LEVELS);
  return { scale, zero: Math.min(LEVELS, Math.max(0, Math.round(-Math.min(low, 0) / scale))) };
}

/** A layer on int8 weights. `inputScale` is the one of what it reads. */
function smallLayer(spec: LayerSpec, { filter, bias }: Effective, input: string, inputScale: number): Field[] {
  const { name, outputs } = spec;
  const planar = planarFilter(spec, filter);
  const each = planar.length / outputs;
  const scales = new Float32Array(outputs).map((_, channel) => {
    const most = planar
      .subarray(channel * each, (channel + 1) * each)
      .reduce((max, w) => Math.max(max, Math.abs(w)), 0);
    return Math.max(most, 1e-9) / WEIGHT_MAX;
  });
  const biasScales = scales.map((scale) => scale * inputScale);
  const weights = Int8Array.from(planar, (value, at) => Math.round(value / scales[Math.floor(at / each)]!));
  const biases = Int32Array.from(bias, (value, channel) => Math.round(value / biasScales[channel]!));
  const restore = (part: string): Field =>
    node('DequantizeLinear', [`${part}.small`, `${part}.scale`, `${part}.zero`], part, [attribute('axis', 0)]);
  return [
    smallTensor('int8', `${name}.weight.small`, planarShape(spec), weights),
    tensor(`${name}.weight.scale`, [outputs], scales),
    smallTensor('int8', `${name}.weight.zero`, [outputs], new Int8Array(outputs)),
    restore(`${name}.weight`),
    smallTensor('int32', `${name}.bias.small`, [outputs], biases),
    tensor(`${name}.bias.scale`, [outputs], biasScales),
    smallTensor('int32', `${name}.bias.zero`, [outputs], new Int32Array(outputs)),
    restore(`${name}.bias`),
    ...convolution(spec, input, `${name}.weight`, `${name}.bias`),
  ];
}

export function quantisedOnnxFrom(parameters: Parameters, ranges: Ranges): Uint8Array {
  const weights = effectiveWeights(parameters);
  const parts: Field[] = [DOUBLE_SCALES];
  const scales = new Map(
    FLOWING.map((name) => {
      const range = ranges[name];
      if (range === undefined) throw new Error(`there is no range of ${name}: measure them as models/README.md says`);
      const { scale, zero } = levelsOf(range);
      parts.push(tensor(`${name}.scale`, [], Float32Array.of(scale)));
      parts.push(smallTensor('uint8', `${name}.zero`, [], Uint8Array.of(zero)));
      return [name, scale] as const;
    }),
  );
  /** The tensor whose levels something has, by the name under which the next operation reads it. */
  const likes = new Map<string, string>();
  const flow = (name: string, like = name): string => {
    const read = `${name}.flow`;
    parts.push(node('QuantizeLinear', [name, `${like}.scale`, `${like}.zero`], `${name}.small`));
    parts.push(node('DequantizeLinear', [`${name}.small`, `${like}.scale`, `${like}.zero`], read));
    likes.set(read, like);
    return read;
  };
  wireNetwork(INPUT_NAME, {
    convolve: (spec, input) => {
      const inputScale = scales.get(likes.get(input) ?? '');
      const layer = weights.get(spec.name)!;
      const isFloat = inputScale === undefined || spec.name === OUTPUT_NAME;
      parts.push(...(isFloat ? floatLayer(spec, layer, input) : smallLayer(spec, layer, input, inputScale)));
      return spec.name === OUTPUT_NAME ? OUTPUT_NAME : flow(spec.name);
    },
    plus: (output, a, b) => {
      parts.push(node('Add', [a, b], output));
      return flow(output);
    },
    double: (output, input) => {
      parts.push(doubling(output, input));
      return flow(output, likes.get(input));
    },
  });
  return onnxFile('city-nano-int8', [...parts, ...ends()]);
}
