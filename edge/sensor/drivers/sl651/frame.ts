/**
 * Frames of SL 651-2014 水文监测数据通信规约 in HEX/BCD coding (6.5): 7E7E, centre and station, password, function,
 * direction and length, text between control characters, CRC-16 with its high byte first. The frame that goes down has
 * the station before the centre.
 */
import { crc16Modbus } from '../../line/crc16-modbus.ts';
import { bcdFrom, digitsFrom } from './bcd.ts';

/** Control characters of 6.2: how a text begins and ends. */
export const CONTROL = {
  /** A text in one frame begins. */
  stx: 0x02,
  /** A text in many frames begins, with their number and its own. */
  syn: 0x16,
  etx: 0x03,
  /** The centre has it; the station may hang up. */
  eot: 0x04,
  /** The centre has it; the station stays online. */
  esc: 0x1b,
} as const;

/** Functions of annex B that are told apart here. */
export const FUNCTION = {
  keepAlive: 0x2f,
  test: 0x30,
  uniform: 0x31,
  timed: 0x32,
  additional: 0x33,
  hourly: 0x34,
} as const;

export interface Frame {
  readonly direction: 'up' | 'down';
  readonly centre: number;
  /** Ten digits. */
  readonly station: string;
  readonly password: number;
  readonly functionCode: number;
  readonly begin: number;
  readonly text: Buffer;
  readonly end: number;
}

export type Taken =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly bytes: number }
  /** What is no frame: so many bytes can go. */
  | { readonly kind: 'rubbish'; readonly sentence: string; readonly bytes: number }
  /** The beginning of a frame; `bytes` before it can go. */
  | { readonly kind: 'more'; readonly bytes: number };

const START = Buffer.from([0x7e, 0x7e]);
const HEADER_BYTES = 14;
const TAIL_BYTES = 3;
const TEXT_BYTES_MAX = 0xfff;

/** Looks at what a stream has brought so far. */
export function takeFrame(stream: Buffer): Taken {
  const start = stream.indexOf(START);
  if (start === -1) {
    const bytes = stream.at(-1) === 0x7e ? stream.length - 1 : stream.length;
    return bytes === 0 ? { kind: 'more', bytes } : rubbish('The SL 651 station sent bytes outside of a frame.', bytes);
  }
  if (start > 0) return rubbish('The SL 651 station sent bytes outside of a frame.', start);
  if (stream.length < HEADER_BYTES) return { kind: 'more', bytes: 0 };
  const length = stream.readUInt16BE(11) & TEXT_BYTES_MAX;
  const whole = HEADER_BYTES + length + TAIL_BYTES;
  const flag = stream.readUInt16BE(11) >> 12;
  const begin = stream[13] ?? 0;
  if ((flag !== 0 && flag !== 8) || (begin !== CONTROL.stx && begin !== CONTROL.syn)) {
    return rubbish('The SL 651 station sent a frame whose header cannot be read.', 1);
  }
  if (stream.length < whole) return { kind: 'more', bytes: 0 };
  const frame = frameFrom(stream.subarray(0, whole), flag === 0 ? 'up' : 'down', begin);
  return typeof frame === 'string' ? rubbish(frame, 1) : { kind: 'frame', frame, bytes: whole };
}

function rubbish(sentence: string, bytes: number): Taken {
  return { kind: 'rubbish', sentence, bytes };
}

function frameFrom(bytes: Buffer, direction: 'up' | 'down', begin: number): Frame | string {
  const crcAt = bytes.length - 2;
  const station = digitsFrom(direction === 'up' ? bytes.subarray(3, 8) : bytes.subarray(2, 7));
  if (crc16Modbus(bytes.subarray(0, crcAt)) !== bytes.readUInt16BE(crcAt)) {
    return `The SL 651 station ${station ?? 'without a number'} sent a frame with a wrong checksum.`;
  }
  if (station === null) return 'A SL 651 station sent a frame whose address is no number.';
  return {
    direction,
    centre: bytes[direction === 'up' ? 2 : 7] ?? 0,
    station,
    password: bytes.readUInt16BE(8),
    functionCode: bytes[10] ?? 0,
    begin,
    text: bytes.subarray(HEADER_BYTES, crcAt - 1),
    end: bytes[crcAt - 1] ?? 0,
  };
}

export function encodeFrame(frame: Frame): Buffer {
  const { direction, centre, station, password, functionCode, begin, text, end } = frame;
  const address = bcdFrom(station);
  const parties = direction === 'up' ? [Buffer.from([centre]), address] : [address, Buffer.from([centre])];
  const head = Buffer.alloc(6);
  head.writeUInt16BE(password, 0);
  head.writeUInt8(functionCode, 2);
  head.writeUInt16BE((direction === 'up' ? 0 : 0x8000) | text.length, 3);
  head.writeUInt8(begin, 5);
  const body = Buffer.concat([START, ...parties, head, text, Buffer.from([end])]);
  const crc = Buffer.alloc(2);
  crc.writeUInt16BE(crc16Modbus(body));
  return Buffer.concat([body, crc]);
}
