/**
 * A frame in HEX/BCD coding (6.5): 7E7E, centre and station, password, function, direction and length, text between
 * control characters, CRC-16 with its high byte first. Of many packets three bytes stand before the text: twelve bits
 * say how many there are, twelve which one it is; they count as text.
 */
import { crc16Modbus } from '../../line/crc16-modbus.ts';
import { bcdFrom, digitsFrom } from './bcd.ts';
import { CONTROL, type Frame, type ReadFrame, TEXT_BYTES_MAX } from './frame.ts';

export const START = Buffer.from([0x7e, 0x7e]);
const HEADER_BYTES = 14;
const TAIL_BYTES = 3;
const PACKET_BYTES = 3;

export function readHexFrame(stream: Buffer): ReadFrame {
  if (stream.length < HEADER_BYTES) return null;
  const length = stream.readUInt16BE(11) & TEXT_BYTES_MAX;
  const whole = HEADER_BYTES + length + TAIL_BYTES;
  const flag = stream.readUInt16BE(11) >> 12;
  const begin = stream[13] ?? 0;
  const isOfMany = begin === CONTROL.syn;
  const canBeRead = (flag === 0 || flag === 8) && (isOfMany ? length >= PACKET_BYTES : begin === CONTROL.stx);
  if (!canBeRead) return 'The SL 651 station sent a frame whose header cannot be read.';
  if (stream.length < whole) return null;
  const frame = frameFrom(stream.subarray(0, whole), flag === 0 ? 'up' : 'down', isOfMany);
  return typeof frame === 'string' ? frame : { frame, bytes: whole };
}

function frameFrom(bytes: Buffer, direction: 'up' | 'down', isOfMany: boolean): Frame | string {
  const crcAt = bytes.length - 2;
  const station = digitsFrom(direction === 'up' ? bytes.subarray(3, 8) : bytes.subarray(2, 7));
  if (crc16Modbus(bytes.subarray(0, crcAt)) !== bytes.readUInt16BE(crcAt)) {
    return `The SL 651 station ${station ?? 'without a number'} sent a frame with a wrong checksum.`;
  }
  if (station === null) return 'A SL 651 station sent a frame whose address is no number.';
  const packet = isOfMany ? bytes.readUIntBE(HEADER_BYTES, PACKET_BYTES) : 0;
  return {
    coding: 'hex',
    direction,
    centre: bytes[direction === 'up' ? 2 : 7] ?? 0,
    station,
    password: bytes.readUInt16BE(8),
    functionCode: bytes[10] ?? 0,
    packet: isOfMany ? { total: packet >> 12, number: packet & 0xfff } : null,
    text: bytes.subarray(HEADER_BYTES + (isOfMany ? PACKET_BYTES : 0), crcAt - 1),
    end: bytes[crcAt - 1] ?? 0,
  };
}

export function encodeHexFrame({
  direction,
  centre,
  station,
  password,
  functionCode,
  packet,
  text,
  end,
}: Frame): Buffer {
  const address = bcdFrom(station);
  const parties = direction === 'up' ? [Buffer.from([centre]), address] : [address, Buffer.from([centre])];
  const place = Buffer.alloc(packet === null ? 0 : PACKET_BYTES);
  if (packet !== null) place.writeUIntBE((packet.total << 12) | packet.number, 0, PACKET_BYTES);
  const head = Buffer.alloc(6);
  head.writeUInt16BE(password, 0);
  head.writeUInt8(functionCode, 2);
  head.writeUInt16BE((direction === 'up' ? 0 : 0x8000) | (place.length + text.length), 3);
  head.writeUInt8(packet === null ? CONTROL.stx : CONTROL.syn, 5);
  const body = Buffer.concat([START, ...parties, head, place, text, Buffer.from([end])]);
  const crc = Buffer.alloc(2);
  crc.writeUInt16BE(crc16Modbus(body));
  return Buffer.concat([body, crc]);
}
