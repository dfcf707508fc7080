/**
 * Modbus requests and answers for reading (Modbus Application Protocol V1.1b3, 6.1 to 6.4), in the frames
 * of TCP (Messaging on TCP/IP V1.0b, 3.1.3) and of the serial line (Over Serial Line V1.02, 2.5.1).
 */
import type { AppError } from '@chengyun/platform/service/service.ts';
import { crc16Modbus } from '../../line/crc16-modbus.ts';
import { sourceError } from '../../source-state.ts';

/** The four tables of a unit and what reads them: the first two hold bits, the others registers of 16. */
export const FUNCTION_CODES = { coil: 1, discrete: 2, holding: 3, input: 4 } as const;
export type Table = keyof typeof FUNCTION_CODES;
export const TABLES = Object.keys(FUNCTION_CODES) as readonly Table[];

export interface ReadRequest {
  readonly unitId: number;
  readonly table: Table;
  readonly first: number;
  /** Of bits or registers. */
  readonly count: number;
}

const BITS_MAX = 2000;
const REGISTERS_MAX = 125;

export function holdsBits(table: Table): boolean {
  return table === 'coil' || table === 'discrete';
}

/** How many one request may read. */
export function countMax(table: Table): number {
  return holdsBits(table) ? BITS_MAX : REGISTERS_MAX;
}

/** The longest frame: 260 bytes over TCP, 256 on a serial line. */
export const FRAME_BYTES_MAX = 260;

const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'server device failure',
  5: 'acknowledge, still working',
  6: 'server device busy',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target device failed to respond',
};

/** The device understood and says no; the line is well. */
export interface Refusal {
  readonly refusal: string;
}
export type ReadAnswer = Buffer | Refusal;

export interface Framing {
  request(request: ReadRequest, transaction: number): Buffer;
  /** Registers as big-endian bytes, or bits from the lowest of the first byte; a refusal; null while bytes are missing. */
  answer(bytes: Buffer, request: ReadRequest, transaction: number): ReadAnswer | null;
}

function pduOf({ table, first, count }: ReadRequest): Buffer {
  const pdu = Buffer.alloc(5);
  pdu.writeUInt8(FUNCTION_CODES[table], 0);
  pdu.writeUInt16BE(first, 1);
  pdu.writeUInt16BE(count, 3);
  return pdu;
}

function answerFromPdu(pdu: Buffer, { table, count, unitId }: ReadRequest): ReadAnswer {
  const functionCode = FUNCTION_CODES[table];
  const bytes = holdsBits(table) ? Math.ceil(count / 8) : 2 * count;
  const code = pdu[0] ?? 0;
  if (code === (functionCode | 0x80) && pdu.length === 2) {
    const exception = pdu[1] ?? 0;
    return { refusal: EXCEPTIONS[exception] ?? `exception ${exception}` };
  }
  if (code !== functionCode) throw rubbish(unitId, `function ${code} where ${functionCode} was asked`);
  if (pdu[1] !== bytes || pdu.length !== 2 + bytes) {
    throw rubbish(
      unitId,
      `${pdu.length - 2} bytes of ${holdsBits(table) ? 'bits' : 'registers'} where ${bytes} were asked`,
    );
  }
  return pdu.subarray(2);
}

function rubbish(unitId: number, what: string): AppError {
  return sourceError(`The Modbus unit ${unitId} answered with ${what}.`);
}

export const tcpFraming: Framing = {
  request: (request, transaction) => {
    const header = Buffer.alloc(7);
    header.writeUInt16BE(transaction, 0);
    header.writeUInt16BE(6, 4);
    header.writeUInt8(request.unitId, 6);
    return Buffer.concat([header, pduOf(request)]);
  },
  answer: (bytes, request, transaction) => {
    if (bytes.length < 7) return null;
    const length = bytes.readUInt16BE(4);
    if (bytes.readUInt16BE(2) !== 0 || length < 3 || length > FRAME_BYTES_MAX - 6) {
      throw rubbish(request.unitId, 'what is no Modbus TCP frame');
    }
    if (bytes.length < 6 + length) return null;
    if (bytes.readUInt16BE(0) !== transaction) throw rubbish(request.unitId, 'another transaction than was asked');
    if (bytes[6] !== request.unitId) throw rubbish(request.unitId, `the unit number ${bytes[6]}`);
    return answerFromPdu(bytes.subarray(7, 6 + length), request);
  },
};

export const rtuFraming: Framing = {
  request: (request) => withCrc(Buffer.concat([Buffer.from([request.unitId]), pduOf(request)])),
  answer: (bytes, request) => {
    if (bytes.length < 5) return null;
    const isRefusal = ((bytes[1] ?? 0) & 0x80) !== 0;
    const length = isRefusal ? 5 : 5 + (bytes[2] ?? 0);
    if (bytes.length < length) return null;
    const frame = bytes.subarray(0, length - 2);
    if (crc16Modbus(frame) !== bytes.readUInt16LE(length - 2)) throw rubbish(request.unitId, 'a wrong checksum');
    if (frame[0] !== request.unitId) throw rubbish(request.unitId, `the unit number ${frame[0]}`);
    const pdu = frame.subarray(1);
    return answerFromPdu(pdu, request);
  },
};

export function withCrc(frame: Buffer): Buffer {
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16Modbus(frame));
  return Buffer.concat([frame, crc]);
}
