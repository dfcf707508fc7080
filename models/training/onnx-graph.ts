/** The parts of an ONNX file (operator set 13, float32, whole numbers where an operation wants them or weights are kept small) as protocol buffer fields. Field numbers are those of onnx.proto. */
import { bytes, type Field, integer, join, message, text } from './protobuf.ts';

const FLOAT = 1;
const INT64 = 7;
const SMALL = { uint8: 2, int8: 3, int32: 6 } as const;
const FILE_VERSION = 7;
const OPERATOR_SET = 13;
const VALUE_TAG = { input: 11, output: 12 } as const;
const ATTRIBUTE = { integer: 2, string: 3, integers: 7 } as const;

const initializer = (type: number, name: string, dims: readonly number[], values: ArrayBufferView): Field =>
  message(5, [
    ...dims.map((dim) => integer(1, dim)),
    integer(2, type),
    text(8, name),
    bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ]);

/** A tensor of weights. */
export const tensor = (name: string, dims: readonly number[], values: Float32Array): Field =>
  initializer(FLOAT, name, dims, values);

/** A tensor of quantised weights, or of what belongs to them. */
export const smallTensor = (
  type: keyof typeof SMALL,
  name: string,
  dims: readonly number[],
  values: Uint8Array | Int8Array | Int32Array,
): Field => initializer(SMALL[type], name, dims, values);

/** A tensor of whole numbers, for instance where a slice begins. */
export const wholeNumbers = (name: string, values: readonly bigint[]): Field =>
  initializer(INT64, name, [values.length], BigInt64Array.from(values));

export const attribute = (name: string, value: number | string | readonly number[]): Field => {
  if (typeof value === 'number') return message(5, [text(1, name), integer(3, value), integer(20, ATTRIBUTE.integer)]);
  if (typeof value === 'string') return message(5, [text(1, name), text(4, value), integer(20, ATTRIBUTE.string)]);
  return message(5, [text(1, name), ...value.map((item) => integer(8, item)), integer(20, ATTRIBUTE.integers)]);
};

/** One operation. */
export const node = (
  kind: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Field[] = [],
): Field =>
  message(1, [...inputs.map((name) => text(1, name)), text(2, output), text(3, output), text(4, kind), ...attributes]);

/** The graph's own input or output. A dimension with a name may be of any size. */
export const valueInfo = (kind: keyof typeof VALUE_TAG, name: string, dims: readonly (number | string)[]): Field =>
  message(VALUE_TAG[kind], [
    text(1, name),
    message(2, [
      message(1, [
        integer(1, FLOAT),
        message(
          2,
          dims.map((dim) => message(1, [typeof dim === 'number' ? integer(1, dim) : text(2, dim)])),
        ),
      ]),
    ]),
  ]);

/** The whole file: `parts` are the graph's tensors, operations, inputs and outputs in any order. */
export const onnxFile = (name: string, parts: readonly Field[]): Uint8Array =>
  join([
    integer(1, FILE_VERSION),
    text(2, 'chengyun'),
    message(7, [...parts, text(2, name)]),
    message(8, [text(1, ''), integer(2, OPERATOR_SET)]),
  ]);
