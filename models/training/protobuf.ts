/** Just enough of the protocol buffer wire format to write an ONNX file and read it back. */
export type Field = Uint8Array;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 128);
  } while (rest !== 0n);
  return bytes;
}

export const integer = (tag: number, value: number): Field => Uint8Array.from([...varint(tag * 8), ...varint(value)]);

export function bytes(tag: number, content: Uint8Array): Field {
  const head = [...varint(tag * 8 + 2), ...varint(content.length)];
  const field = new Uint8Array(head.length + content.length);
  field.set(head);
  field.set(content, head.length);
  return field;
}

export const text = (tag: number, content: string): Field => bytes(tag, new TextEncoder().encode(content));

export function message(tag: number, fields: readonly Field[]): Field {
  return bytes(tag, join(fields));
}

export function join(fields: readonly Field[]): Uint8Array {
  const whole = new Uint8Array(fields.reduce((sum, field) => sum + field.length, 0));
  let at = 0;
  for (const field of fields) {
    whole.set(field, at);
    at += field.length;
  }
  return whole;
}

export interface ReadField {
  readonly tag: number;
  /** The number of a varint, the bytes of anything with a length. */
  readonly value: number | Uint8Array;
}

/** The fields of one message, in order. Throws on a wire type that this project does not write, and on a cut field. */
export function readFields(content: Uint8Array): ReadField[] {
  const fields: ReadField[] = [];
  let at = 0;
  const readVarint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = content[at++];
      if (byte === undefined) throw new Error('the file ends within a number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < content.length) {
    const key = readVarint();
    const value = readVarint();
    if (key % 8 === 0) fields.push({ tag: key >> 3, value });
    else if (key % 8 === 2) {
      if (at + value > content.length) throw new Error(`the file ends within field ${key >> 3}`);
      fields.push({ tag: key >> 3, value: content.subarray(at, at + value) });
      at += value;
    } else throw new Error(`field ${key >> 3} has a wire type that is not written here`);
  }
  return fields;
}
