/** Just enough of the protocol buffer wire format to write an ONNX file. */
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
