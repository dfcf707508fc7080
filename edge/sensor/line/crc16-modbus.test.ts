import { expect, test } from 'vitest';
import { crc16Modbus } from './crc16-modbus.ts';

test('the check value of the catalogue and a frame of the standard', () => {
  expect(crc16Modbus(Buffer.from('123456789'))).toBe(0x4b37);
  // Unit 17 asks for holding registers 107 to 109: 11 03 006B 0003, checksum 76 87 with the low byte first.
  expect(crc16Modbus(Buffer.from('1103006b0003', 'hex'))).toBe(0x8776);
  expect(crc16Modbus(Buffer.alloc(0))).toBe(0xffff);
});
