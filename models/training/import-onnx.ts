/** Reads the weights back from a file that `export-onnx.ts` wrote, so that training can go on from them. */
import { filterShape, LAYERS, type LayerSpec } from './network.ts';
import { exportedShape } from './onnx-wiring.ts';
import { type Effective, type Parameters, parametersThatRun } from './parameters.ts';
import { type ReadField, readFields } from './protobuf.ts';

const MODEL_GRAPH = 7;
const GRAPH_TENSOR = 5;
const TENSOR_NAME = 8;
const TENSOR_BYTES = 9;

const bytesOf = (fields: readonly ReadField[], tag: number): Uint8Array[] =>
  fields.flatMap((field) => (field.tag === tag && typeof field.value !== 'number' ? [field.value] : []));

/** OIHW → HWIO. */
function interleavedFilter(spec: LayerSpec, planar: Float32Array): Float32Array {
  const [height, width, inputs, outputs] = exportedShape(spec);
  const filter = new Float32Array(planar.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let input = 0; input < inputs; input++)
        for (let output = 0; output < outputs; output++)
          filter[((y * width + x) * inputs + input) * outputs + output] =
            planar[((output * inputs + input) * height + y) * width + x]!;
  return filter;
}

/** Throws when a layer of this network is missing in the file or has another size. */
export function parametersFrom(file: Uint8Array): Parameters {
  const [graph] = bytesOf(readFields(file), MODEL_GRAPH);
  if (graph === undefined) throw new Error('the file holds no graph: it is not an ONNX file');
  const tensors = new Map<string, Float32Array>();
  for (const tensor of bytesOf(readFields(graph), GRAPH_TENSOR).map(readFields)) {
    const [name] = bytesOf(tensor, TENSOR_NAME);
    const [content] = bytesOf(tensor, TENSOR_BYTES);
    // Copied, because floats must start at a multiple of four bytes. (`slice` of a Buffer would not copy.)
    if (name !== undefined && content !== undefined)
      tensors.set(new TextDecoder().decode(name), new Float32Array(Uint8Array.from(content).buffer));
  }
  const take = (name: string, length: number): Float32Array => {
    const values = tensors.get(name);
    if (values?.length !== length)
      throw new Error(`the file holds ${values?.length ?? 0} values of ${name}, this network has ${length}`);
    return values;
  };
  const weights = new Map<string, Effective>();
  for (const spec of LAYERS) {
    const length = filterShape(spec).reduce((product, side) => product * side, 1);
    const planar = take(`${spec.name}.weight`, length);
    weights.set(spec.name, { filter: interleavedFilter(spec, planar), bias: take(`${spec.name}.bias`, spec.outputs) });
  }
  return parametersThatRun(weights);
}
