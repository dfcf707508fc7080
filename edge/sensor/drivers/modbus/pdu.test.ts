import { AppError } from '@chengyun/platform/service/service.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksFrom } from './blocks.ts';
import { type RegisterRequest, rtuFraming, tcpFraming } from './pdu.ts';
import { BYTE_ORDERS, REGISTER_TYPES, registersOf, valueFromRegisters } from './register-value.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const REQUEST: RegisterRequest = { unitId: 0x11, functionCode: 3, first: 0x6b, count: 3 };

describe('frames', () => {
  test('the example of the application protocol, 6.3, in both frames', () => {
    expect(rtuFraming.request(REQUEST, 0)).toEqual(hex('11 03 006B 0003 7687'));
    expect(tcpFraming.request(REQUEST, 0x1501)).toEqual(hex('1501 0000 0006 11 03 006B 0003'));
    const registers = hex('AE41 5652 4340');
    expect(rtuFraming.answer(hex('11 03 06 AE41 5652 4340 49AD'), REQUEST, 0)).toEqual(registers);
    expect(tcpFraming.answer(hex('1501 0000 0009 11 03 06 AE41 5652 4340'), REQUEST, 0x1501)).toEqual(registers);
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
      fc.property(beginning, fc.uint8Array({ maxLength: 300 }), (head, tail) => {
        try {
          framing.answer(Buffer.concat([head, tail]), REQUEST, 1);
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

test('neighbours share a request of at most 125 registers, and no gap is read', () => {
  const at = (register: number, functionCode: 3 | 4 = 3) => ({ unitId: 1, functionCode, register, registers: 2 });
  const run = Array.from({ length: 70 }, (_, index) => at(100 + 2 * index));
  const blocks = blocksFrom([at(4), at(0), at(1), at(7), at(4, 4), ...run]);
  expect(blocks.map(({ functionCode, first, count }) => [functionCode, first, count])).toEqual([
    [3, 0, 3],
    [3, 4, 2],
    [3, 7, 2],
    [3, 100, 124],
    [3, 224, 16],
    [4, 4, 2],
  ]);
});
