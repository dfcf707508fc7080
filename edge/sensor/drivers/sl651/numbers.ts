/** Numbers inside a text of SL 651-2014: BCD with an FF before a negative one, and lists of binary numbers (6.6). */
import { bcdFrom, digitsFrom } from './bcd.ts';
import { elementOf } from './elements.ts';

/** A number, a gap that the station itself filled in, or bytes that are no number. */
export type Number651 = number | 'missing' | 'bad';

/** @param decimals digits after the point */
export function numberFromBcd(bytes: Uint8Array, decimals: number): Number651 {
  if (bytes.length === 0) return 'bad';
  if (bytes.every((byte) => byte === 0xff) || bytes.every((byte) => byte === 0xaa)) return 'missing';
  const isNegative = bytes[0] === 0xff;
  const digits = digitsFrom(isNegative ? bytes.subarray(1) : bytes);
  if (digits === null) return 'bad';
  const value = Number(`${digits}e-${decimals}`);
  return isNegative && value !== 0 ? -value : value;
}

export function numberFromBinary(bytes: Buffer, scale: number): Number651 {
  if (bytes.every((byte) => byte === 0xff)) return 'missing';
  return Math.round(bytes.readUIntBE(0, bytes.length)) / scale;
}

/** Code, definition and data of one number, as a station writes it. @throws when it has more digits than its format */
export function encodeNumber(symbol: string, value: number): Buffer {
  const element = elementOf(symbol);
  if (element?.format == null) throw new RangeError(`${symbol} is no element with one number.`);
  const [digits, decimals] = element.format;
  const text = String(Math.round(Math.abs(value) * 10 ** decimals)).padStart(digits, '0');
  if (text.length > digits) throw new RangeError(`${value} has more digits than ${symbol} may have.`);
  const sign = value < 0 ? Buffer.from([0xff]) : Buffer.alloc(0);
  const data = Buffer.concat([sign, bcdFrom(text)]);
  return Buffer.concat([Buffer.from([element.code, (data.length << 3) | decimals]), data]);
}
