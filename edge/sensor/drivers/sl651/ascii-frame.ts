/**
 * A frame in ASCII coding (6.4): SOH, then centre, station, password, function, direction and length as hexadecimal
 * characters, the text between control characters as characters, and the CRC-16 over all before it as four of them. Of
 * many packets six characters stand before the text: three say how many there are, three which one it is; they count as
 * text.
 */
import { crc16Modbus } from '../../line/crc16-modbus.ts';
import { CONTROL, type Frame, type ReadFrame } from './frame.ts';

export const SOH = 0x01;
const HEADER_BYTES = 24;
const TAIL_BYTES = 5;
const PACKET_CHARS = 6;
const UNREADABLE = 'The SL 651 station sent a frame whose header cannot be read.';

export function readAsciiFrame(stream: Buffer): ReadFrame {
  const head = stream.toString('latin1', 1, Math.min(stream.length, HEADER_BYTES - 1));
  // A lone SOH in rubbish must not make the reader wait for a frame that never ends.
  if (!/^[\da-fA-F]*$/.test(head)) return UNREADABLE;
  if (stream.length < HEADER_BYTES) return null;
  const flag = head[18];
  const length = Number.parseInt(head.slice(19, 22), 16);
  const begin = stream[HEADER_BYTES - 1];
  const isOfMany = begin === CONTROL.syn;
  const canBeRead = (flag === '0' || flag === '8') && (isOfMany ? length >= PACKET_CHARS : begin === CONTROL.stx);
  if (!canBeRead) return UNREADABLE;
  const whole = HEADER_BYTES + length + TAIL_BYTES;
  if (stream.length < whole) return null;
  const frame = frameFrom(stream.subarray(0, whole), head, isOfMany);
  return typeof frame === 'string' ? frame : { frame, bytes: whole };
}

function frameFrom(bytes: Buffer, head: string, isOfMany: boolean): Frame | string {
  const direction = head[18] === '0' ? 'up' : 'down';
  const station = direction === 'up' ? head.slice(2, 12) : head.slice(0, 10);
  const isNumber = /^\d{10}$/.test(station);
  const crcAt = bytes.length - 4;
  if (characters(crc16Modbus(bytes.subarray(0, crcAt)), 4) !== bytes.toString('latin1', crcAt).toUpperCase()) {
    return `The SL 651 station ${isNumber ? station : 'without a number'} sent a frame with a wrong checksum.`;
  }
  if (!isNumber) return 'A SL 651 station sent a frame whose address is no number.';
  const textAt = HEADER_BYTES + (isOfMany ? PACKET_CHARS : 0);
  const place = bytes.toString('latin1', HEADER_BYTES, textAt);
  if (!/^[\da-fA-F]*$/.test(place)) return UNREADABLE;
  return {
    coding: 'ascii',
    direction,
    centre: Number.parseInt(direction === 'up' ? head.slice(0, 2) : head.slice(10, 12), 16),
    station,
    password: Number.parseInt(head.slice(12, 16), 16),
    functionCode: Number.parseInt(head.slice(16, 18), 16),
    packet: isOfMany
      ? { total: Number.parseInt(place.slice(0, 3), 16), number: Number.parseInt(place.slice(3), 16) }
      : null,
    text: bytes.subarray(textAt, crcAt - 1),
    end: bytes[crcAt - 1] ?? 0,
  };
}

export function encodeAsciiFrame(frame: Frame): Buffer {
  const { direction, centre, station, password, functionCode, packet, text, end } = frame;
  const place = packet === null ? '' : characters(packet.total, 3) + characters(packet.number, 3);
  const parties = direction === 'up' ? [characters(centre, 2), station] : [station, characters(centre, 2)];
  const lengthChars = characters(place.length + text.length, 3);
  const head = [...parties, characters(password, 4), characters(functionCode, 2), direction === 'up' ? '0' : '8'];
  const begin = packet === null ? CONTROL.stx : CONTROL.syn;
  const body = Buffer.concat([
    Buffer.from([SOH]),
    Buffer.from(head.join('') + lengthChars),
    Buffer.from([begin]),
    Buffer.from(place),
    text,
    Buffer.from([end]),
  ]);
  return Buffer.concat([body, Buffer.from(characters(crc16Modbus(body), 4))]);
}

/** Hexadecimal, as the standard writes it. */
export function characters(value: number, count: number): string {
  return value.toString(16).toUpperCase().padStart(count, '0');
}
