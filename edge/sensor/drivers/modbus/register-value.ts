/** Numbers in 16-bit registers: their types, and the order of their bytes as makers print it (A is the highest). */
export const REGISTER_TYPES = ['int16', 'uint16', 'int32', 'uint32', 'float32', 'float64', 'bit'] as const;
export type RegisterType = (typeof REGISTER_TYPES)[number];

/** ABCD big-endian as the standard has it, CDAB words swapped, BADC bytes swapped in each word, DCBA both. */
export const BYTE_ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
export type ByteOrder = (typeof BYTE_ORDERS)[number];

const REGISTERS: Readonly<Record<RegisterType, number>> = {
  int16: 1,
  uint16: 1,
  bit: 1,
  int32: 2,
  uint32: 2,
  float32: 2,
  float64: 4,
};

export function registersOf(type: RegisterType): number {
  return REGISTERS[type];
}

/** @param bytes the registers of the value, each high byte first as they came */
export function valueFromRegisters(bytes: Uint8Array, type: RegisterType, order: ByteOrder, bit = 0): number {
  const sorted = Buffer.from(bytes);
  if (order === 'BADC' || order === 'CDAB') sorted.swap16();
  // Words swapped is all bytes reversed with the bytes of each word put back.
  if (order === 'CDAB' || order === 'DCBA') sorted.reverse();
  switch (type) {
    case 'int16':
      return sorted.readInt16BE();
    case 'uint16':
      return sorted.readUInt16BE();
    case 'int32':
      return sorted.readInt32BE();
    case 'uint32':
      return sorted.readUInt32BE();
    case 'float32':
      return sorted.readFloatBE();
    case 'float64':
      return sorted.readDoubleBE();
    case 'bit':
      return (sorted.readUInt16BE() >> bit) & 1;
  }
}

/** Of coils and discrete inputs, packed eight to a byte from its lowest bit. */
export function bitFrom(bytes: Uint8Array, place: number): number {
  return ((bytes[place >> 3] ?? 0) >> (place & 7)) & 1;
}
