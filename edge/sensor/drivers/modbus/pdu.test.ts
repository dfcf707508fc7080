import { AppError } from '@chengyun/platform/service/service.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksFrom } from './blocks.ts';
import { type ReadRequest, rtuFraming, TABLES, type Table, tcpFraming } from './pdu.ts';
import { BYTE_ORDERS, bitFrom, REGISTER_TYPES, registersOf, valueFromRegisters } from './register-value.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const REQUEST: ReadRequest = { unitId: 0x11, table: 'holding', first: 0x6b, count: 3 };

describe('frames', () => {
  test('the example of the application protocol, 6.3, in both frames', () => {
    expect(rtuFraming.request(REQUEST, 0)).toEqual(hex('11 03 006B 0003 7687'));
    expect(tcpFraming.request(REQUEST, 0x1501)).toEqual(hex('1501 0000 0006 11 03 006B 0003'));
    const registers = hex('AE41 5652 4340');
    expect(rtuFraming.answer(hex('11 03 06 AE41 5652 4340 49AD'), REQUEST, 0)).toEqual(registers);
    expect(tcpFraming.answer(hex('1501 0000 0009 11 03 06 AE41 5652 4340'), REQUEST, 0x1501)).toEqual(registers);
  });

  test('the examples of the application protocol for coils, 6.1, and discrete inputs, 6.2', () => {
    const coils: ReadRequest = { unitId: 0x11, table: 'coil', first: 0x13, count: 19 };
    expect(tcpFraming.request(coils, 1)).toEqual(hex('0001 0000 0006 11 01 0013 0013'));
    const status = tcpFraming.answer(hex('0001 0000 0006 11 01 03 CD 6B 05'), coils, 1) as Buffer;
    // Coils 27 to 20 are on-on-off-off-on-on-off-on, 38 to 36 on-off-on.
    expect([7, 6, 5, 4, 3, 2, 1, 0].map((place) => bitFrom(status, place))).toEqual([1, 1, 0, 0, 1, 1, 0, 1]);
    expect([18, 17, 16].map((place) => bitFrom(status, place))).toEqual([1, 0, 1]);
    const inputs: ReadRequest = { unitId: 0x11, table: 'discrete', first: 0xc4, count: 22 };
    expect(rtuFraming.request(inputs, 0).subarray(0, 6)).toEqual(hex('11 02 00C4 0016'));
    expect(tcpFraming.answer(hex('0001 0000 0006 11 02 03 AC DB 35'), inputs, 1)).toEqual(hex('AC DB 35'));
    expect(() => tcpFraming.answer(hex('0001 0000 0005 11 02 02 AC DB'), inputs, 1)).toThrow(
      'The Modbus unit 17 answered with 2 bytes of bits where 3 were asked.',
    );
  });

  test('an exception is a refusal with its name', () => {
    expect(tcpFraming.answer(hex('0001 0000 0003 11 83 02'), REQUEST, 1)).toEqual({ refusal: 'illegal data address' });
    expect(tcpFraming.answer(hex('0001 0000 0003 11 83 63'), REQUEST, 1)).toEqual({ refusal: 'exception 99' });
  });

  test.each([
    ['0001 0001 0009 11 03 06 AE41 5652 4340', 'what is no Modbus TCP frame'],
    ['0001 0000 FFFF 11 03 06 AE41 5652 4340', 'what is no Modbus TCP frame'],
    ['0002 0000 0009 11 03 06 AE41 5652 4340', 'another transaction than was asked'],
    ['0001 0000 0009 12 03 06 AE41 5652 4340', 'the unit number 18'],
    ['0001 0000 0009 11 04 06 AE41 5652 4340', 'function 4 where 3 was asked'],
    ['0001 0000 0007 11 03 04 AE41 5652', '4 bytes of registers where 6 were asked'],
  ])('%s is refused in one sentence', (frame, what) => {
    expect(() => tcpFraming.answer(hex(frame), REQUEST, 1)).toThrow(`The Modbus unit 17 answered with ${what}.`);
  });

  test('a wrong checksum is refused', () => {
    const frame = hex('11 03 06 AE41 5652 4340 49AE');
    expect(() => rtuFraming.answer(frame, REQUEST, 0)).toThrow('The Modbus unit 17 answered with a wrong checksum.');
  });

  test.each([
    ['tcp', tcpFraming],
    ['rtu', rtuFraming],
  ] as const)('no bytes crash the %s reader', (_, framing) => {
    const beginning = fc.constantFrom(hex(''), hex('0001 0000 0009 11 03 06'), hex('11 03 06'), hex('11 83'));
    fc.assert(
      fc.property(beginning, fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...TABLES), (head, tail, table) => {
        try {
          framing.answer(Buffer.concat([head, tail]), { ...REQUEST, table }, 1);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect((error as Error).message).toMatch(/^The Modbus unit 17 answered with .+\.$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('values', () => {
  test.each([
    ['FFFE', 'int16', 'ABCD', -2],
    ['FFFE', 'uint16', 'ABCD', 65_534],
    ['FEFF', 'int16', 'BADC', -2],
    ['FFFF FFFE', 'int32', 'ABCD', -2],
    ['0001 0000', 'uint32', 'ABCD', 65_536],
    ['0000 0001', 'uint32', 'CDAB', 65_536],
    ['0000 0100', 'uint32', 'DCBA', 65_536],
    // 12.5 is 0x41480000 and 0x4029000000000000.
    ['4148 0000', 'float32', 'ABCD', 12.5],
    ['0000 4148', 'float32', 'CDAB', 12.5],
    ['4841 0000', 'float32', 'BADC', 12.5],
    ['0000 4841', 'float32', 'DCBA', 12.5],
    ['4029 0000 0000 0000', 'float64', 'ABCD', 12.5],
    ['0000 0000 0000 4029', 'float64', 'CDAB', 12.5],
  ] as const)('%s as %s %s is %d', (bytes, type, order, value) => {
    expect(valueFromRegisters(hex(bytes), type, order)).toBe(value);
  });

  test('a bit is counted from the lowest', () => {
    expect([0, 1, 15].map((bit) => valueFromRegisters(hex('8001'), 'bit', 'ABCD', bit))).toEqual([1, 0, 1]);
  });

  test('every type and order reads any registers', () => {
    const type = fc.constantFrom(...REGISTER_TYPES);
    fc.assert(
      fc.property(
        type,
        fc.constantFrom(...BYTE_ORDERS),
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        (one, order, bytes) => {
          expect(typeof valueFromRegisters(bytes.subarray(0, 2 * registersOf(one)), one, order)).toBe('number');
        },
      ),
    );
  });
});

test('neighbours share a request of at most 125 registers or 2000 bits, and no gap is read', () => {
  const at = (register: number, table: Table = 'holding', width = 2) => ({ unitId: 1, table, register, width });
  const run = Array.from({ length: 70 }, (_, index) => at(100 + 2 * index));
  const coils = Array.from({ length: 2001 }, (_, index) => at(index, 'coil', 1));
  const blocks = blocksFrom([at(4), at(0), at(1), at(7), at(4, 'input'), ...run, at(9, 'discrete', 1), ...coils]);
  expect(blocks.map(({ table, first, count }) => [table, first, count])).toEqual([
    ['coil', 0, 2000],
    ['coil', 2000, 1],
    ['discrete', 9, 1],
    ['holding', 0, 3],
    ['holding', 4, 2],
    ['holding', 7, 2],
    ['holding', 100, 124],
    ['holding', 224, 16],
    ['input', 4, 2],
  ]);
});
