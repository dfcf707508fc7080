/**
 * Writes the trained network as an ONNX file (operator set 13): features of any number of readings in, the shares of
 * good and the eight kinds out for each reading that has REACH before it. Convolutions over time with dilation.
 */
import { attribute, node, onnxFile, tensor, valueInfo, wholeNumbers } from '../training/onnx-graph.ts';
import type { Field } from '../training/protobuf.ts';
import { CLASS_COUNT, DILATIONS, LAYERS, type LayerShape, type Parameters } from './network.ts';
import { FEATURE_COUNT } from './watch/features.ts';

export const INPUT_NAME = 'features';
export const OUTPUT_NAME = 'shares';
const LAST = 2n ** 62n;

/** [taps x inputs, outputs] → [outputs, inputs, taps]. */
function overTime(filter: Float32Array, inputs: number, outputs: number, taps: number): Float32Array {
  const turned = new Float32Array(filter.length);
  for (let tap = 0; tap < taps; tap++)
    for (let input = 0; input < inputs; input++)
      for (let output = 0; output < outputs; output++)
        turned[(output * inputs + input) * taps + tap] = filter[(tap * inputs + input) * outputs + output]!;
  return turned;
}

export function onnxFrom(parameters: Parameters): Uint8Array {
  const parts: Field[] = [wholeNumbers('axis', [2n]), wholeNumbers('last', [LAST])];
  const convolve = (shape: LayerShape, index: number, input: string, output: string, apart: number): void => {
    const taps = apart === 0 ? 1 : 2;
    const inputs = shape.inputs / taps;
    const filter = overTime(parameters[2 * index]!, inputs, shape.outputs, taps);
    parts.push(tensor(`${shape.name}.weight`, [shape.outputs, inputs, taps], filter));
    parts.push(tensor(`${shape.name}.bias`, [shape.outputs], parameters[2 * index + 1]!));
    parts.push(
      node('Conv', [input, `${shape.name}.weight`, `${shape.name}.bias`], output, [
        attribute('kernel_shape', [taps]),
        attribute('dilations', [Math.max(1, apart)]),
        attribute('strides', [1]),
        attribute('pads', [0, 0]),
      ]),
    );
  };
  parts.push(node('Transpose', [INPUT_NAME], 'turned', [attribute('perm', [0, 2, 1])]));
  convolve(LAYERS[0]!, 0, 'turned', 'in.raw', 0);
  parts.push(node('Relu', ['in.raw'], 'x0'));
  DILATIONS.forEach((apart, index) => {
    const shape = LAYERS[index + 1]!;
    convolve(shape, index + 1, `x${index}`, `${shape.name}.raw`, apart);
    parts.push(node('Relu', [`${shape.name}.raw`], `${shape.name}.seen`));
    parts.push(wholeNumbers(`${shape.name}.from`, [BigInt(apart)]));
    parts.push(node('Slice', [`x${index}`, `${shape.name}.from`, 'last', 'axis'], `${shape.name}.later`));
    parts.push(node('Add', [`${shape.name}.later`, `${shape.name}.seen`], `x${index + 1}`));
  });
  convolve(LAYERS.at(-1)!, LAYERS.length - 1, `x${DILATIONS.length}`, 'out.raw', 0);
  parts.push(node('Transpose', ['out.raw'], 'out.turned', [attribute('perm', [0, 2, 1])]));
  parts.push(node('Softmax', ['out.turned'], OUTPUT_NAME, [attribute('axis', 2)]));
  parts.push(valueInfo('input', INPUT_NAME, ['series', 'readings', FEATURE_COUNT]));
  parts.push(valueInfo('output', OUTPUT_NAME, ['series', 'judged', CLASS_COUNT]));
  return onnxFile('sensor-faults', parts);
}
