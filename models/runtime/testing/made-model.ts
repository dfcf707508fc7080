/** Writes a tiny network whose outputs are given numbers, so that the real runtime runs every kind of head. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attribute, node, onnxFile, tensor, valueInfo } from '../../training/onnx-graph.ts';
import { sha256Of } from '../manifest.ts';
import type { ModelInput } from '../manifest-types.ts';

export interface MadeOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Each output is its numbers plus nothing times the brightest value of the picture. */
export function madeNetwork(
  inputName: string,
  inputShape: readonly (number | string)[],
  outputs: readonly MadeOutput[],
): Uint8Array {
  return onnxFile('made', [
    node('ReduceMax', [inputName], 'brightest', [attribute('keepdims', 0)]),
    tensor('nothing', [], Float32Array.of(0)),
    node('Mul', ['brightest', 'nothing'], 'zero'),
    ...outputs.flatMap(({ name, shape, values }) => [
      tensor(`${name}.numbers`, shape, values),
      node('Add', [`${name}.numbers`, 'zero'], name),
    ]),
    valueInfo('input', inputName, inputShape),
    ...outputs.map(({ name, shape }) => valueInfo('output', name, shape)),
  ]);
}

/** An input of this size that takes bytes as they are. */
export const plainInput = (width: number, height: number): ModelInput => ({
  ...{ name: 'images', layout: 'NCHW', width, height, colour: 'RGB', scale: 1 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1], resize: 'letterbox', resample: 'area', pad: 0 },
});

/** Writes weights and manifest into the folder and returns the manifest's path. `fields` replace those of the manifest. */
export function writeMadeModel(
  folder: string,
  id: string,
  outputs: readonly MadeOutput[],
  fields: Readonly<Record<string, unknown>>,
): string {
  const input = (fields.input ?? plainInput(64, 48)) as ModelInput;
  const { width, height, layout } = input;
  const shape = layout === 'NHWC' ? [1, height, width, 3] : [1, 3, height, width];
  const weights = madeNetwork('images', shape, outputs);
  writeFileSync(join(folder, `${id}.onnx`), weights);
  const path = join(folder, `${id}.json`);
  const [first] = outputs;
  const manifest = {
    ...{ id, task: 'detect', file: `${id}.onnx`, sha256: sha256Of(weights), bytes: weights.length },
    ...{ licence: 'Apache-2.0', source: 'made for a test', input },
    output: outputs.length === 1 ? first?.name : outputs.map(({ name }) => name),
    ...{ classes: ['car', 'person'], classMap: { car: 'vehicle', person: 'person' }, threshold: 0.3, nmsIou: 0.6 },
    ...fields,
  };
  writeFileSync(path, JSON.stringify(manifest));
  return path;
}
