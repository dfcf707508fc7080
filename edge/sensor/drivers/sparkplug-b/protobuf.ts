/** The wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding), as far as Sparkplug needs it. */
export interface Field {
  readonly number: number;
  /** Varints as they stand, unsigned; 4 and 8 bytes and everything with a length as bytes. */
  readonly value: bigint | Buffer;
}

const WIRE = { varint: 0, eightBytes: 1, withLength: 2, fourBytes: 5 } as const;
const VARINT_BYTES_MAX = 10;

/** Null for bytes that are no message. */
export function fieldsOf(bytes: Buffer): readonly Field[] | null {
  const fields: Field[] = [];
  let offset = 0;

  const varint = (): bigint | null => {
    let value = 0n;
    for (let index = 0; index < VARINT_BYTES_MAX; index++) {
      const byte = bytes[offset];
      if (byte === undefined) return null;
      offset += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if ((byte & 0x80) === 0) return BigInt.asUintN(64, value);
    }
    return null;
  };
  const take = (length: number): Buffer | null => {
    if (offset + length > bytes.length) return null;
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  const valueWith = (wire: number): bigint | Buffer | null => {
    if (wire === WIRE.varint) return varint();
    if (wire === WIRE.eightBytes) return take(8);
    if (wire === WIRE.fourBytes) return take(4);
    if (wire !== WIRE.withLength) return null;
    const length = varint();
    return length === null || length > BigInt(bytes.length) ? null : take(Number(length));
  };

  while (offset < bytes.length) {
    const tag = varint();
    if (tag === null || tag >> 3n === 0n || tag > 0xffff_ffffn) return null;
    const value = valueWith(Number(tag & 7n));
    if (value === null) return null;
    fields.push({ number: Number(tag >> 3n), value });
  }
  return fields;
}

export function encodeVarintField(number: number, value: bigint): Buffer {
  return Buffer.concat([varintFrom(BigInt(number << 3) | BigInt(WIRE.varint)), varintFrom(value)]);
}

export function encodeBytesField(number: number, value: Buffer): Buffer {
  const tag = varintFrom(BigInt(number << 3) | BigInt(WIRE.withLength));
  return Buffer.concat([tag, varintFrom(BigInt(value.length)), value]);
}

export function encodeDoubleField(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varintFrom(BigInt(number << 3) | BigInt(WIRE.eightBytes)), bytes]);
}

function varintFrom(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const more = rest >> 7n;
    bytes.push(Number(rest & 0x7fn) | (more === 0n ? 0 : 0x80));
    rest = more;
  } while (rest !== 0n);
  return Buffer.from(bytes);
}
