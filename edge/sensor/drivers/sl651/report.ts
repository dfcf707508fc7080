/**
 * The text of a report that a station sends by itself (6.6.4): serial number, time of sending, then the station, the
 * time of observation and elements, each with code, definition and data.
 */
import { bcdFrom, bcdTimeFrom, digitsFrom, msFromBcdTime } from './bcd.ts';
import { FIVE_MINUTES_MS, symbolOf } from './elements.ts';
import { type Number651, numberFromBcd, numberFromBinary } from './numbers.ts';

export interface ReportValue {
  readonly symbol: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: Number651;
}

export interface Report {
  readonly serial: number;
  /** Null when the station sent no date. */
  readonly sentAt: number | null;
  readonly values: readonly ReportValue[];
  /** What could not be read of the rest, in one sentence. */
  readonly fault: string | null;
}

const PREAMBLE_BYTES = 8;
const STATION = 0xf1;
const OBSERVED = 0xf0;
const STEP = 0x04;
const RAIN_LIST = 0xf4;
const LEVEL_LIST_LAST = 0xfc;
const LIST_GROUPS = 12;
/** F2 to F3 begin free text and pictures, FD to FF lists of makers: nothing after them can be told apart. */
const ENDS: readonly number[] = [0xf2, 0xf3, 0xfd, 0xfe, 0xff];

/** Null for a text that is too short to have a serial number. */
export function decodeReport(text: Buffer, utcOffsetMin: number): Report | null {
  if (text.length < PREAMBLE_BYTES) return null;
  const values: ReportValue[] = [];
  const fault = readElements(text.subarray(PREAMBLE_BYTES), utcOffsetMin, values);
  return { serial: text.readUInt16BE(0), sentAt: msFromBcdTime(text.subarray(2, 8), utcOffsetMin), values, fault };
}

function readElements(body: Buffer, utcOffsetMin: number, values: ReportValue[]): string | null {
  let at: number | null = null;
  let stepMs: number | null = null;
  let offset = 0;
  while (offset < body.length) {
    const code = body[offset] ?? 0;
    const definition = body[offset + 1];
    if (definition === undefined) return `The SL 651 report breaks off inside the element ${symbolOf(code)}.`;
    offset += 2;
    if (ENDS.includes(code)) return `The SL 651 report has an element ${symbolOf(code)}, which is not read.`;
    const length = lengthOf(code, definition);
    const data = body.subarray(offset, offset + length);
    if (length === 0 || data.length < length) {
      return `The SL 651 report breaks off inside the element ${symbolOf(code)}.`;
    }
    offset += length;
    if (code === STATION) {
      // The address again and the class of the station.
      if (definition !== STATION || digitsFrom(data.subarray(0, 5)) === null)
        return 'The SL 651 report names no station.';
    } else if (code === OBSERVED) {
      at = msFromBcdTime(data, utcOffsetMin);
      if (at === null) return 'The SL 651 report has a time of observation that is no date.';
    } else if (code === STEP) {
      stepMs = stepFrom(data);
      if (stepMs === null) return 'The SL 651 report has a step of time that is no number.';
    } else if (at === null) {
      return `The SL 651 report has the element ${symbolOf(code)} before a time of observation.`;
    } else if (code >= RAIN_LIST && code <= LEVEL_LIST_LAST) {
      takeList(code, data, at, values);
    } else if (stepMs !== null) {
      // A report in even steps has one element, and its numbers fill the rest.
      takeSteps(code, definition & 7, length, body.subarray(offset - length), at, stepMs, values);
      return null;
    } else {
      values.push({ symbol: symbolOf(code), at, value: numberFromBcd(data, definition & 7) });
    }
  }
  return null;
}

function lengthOf(code: number, definition: number): number {
  if (code === STATION) return 6;
  if (code === OBSERVED) return 5;
  return definition >> 3;
}

/** Days, hours and minutes. */
function stepFrom(data: Buffer): number | null {
  const digits = data.length === 3 ? digitsFrom(data) : null;
  if (digits === null) return null;
  const [days = 0, hours = 0, minutes = 0] = (digits.match(/../g) ?? []).map(Number);
  return ((days * 24 + hours) * 60 + minutes) * 60_000;
}

/** Twelve groups of the hour that ends at the time of observation; each is said at the end of its five minutes. */
export function takeList(code: number, data: Buffer, at: number, values: ReportValue[]): void {
  const size = code === RAIN_LIST ? 1 : 2;
  const scale = code === RAIN_LIST ? 10 : 100;
  const groups = Math.min(LIST_GROUPS, Math.floor(data.length / size));
  for (let group = 0; group < groups; group++) {
    const value = numberFromBinary(data.subarray(group * size, (group + 1) * size), scale);
    values.push({ symbol: symbolOf(code), at: at - (LIST_GROUPS - 1 - group) * FIVE_MINUTES_MS, value });
  }
}

function takeSteps(
  code: number,
  decimals: number,
  size: number,
  data: Buffer,
  at: number,
  stepMs: number,
  values: ReportValue[],
): void {
  for (let group = 0; (group + 1) * size <= data.length; group++) {
    const value = numberFromBcd(data.subarray(group * size, (group + 1) * size), decimals);
    values.push({ symbol: symbolOf(code), at: at + group * stepMs, value });
  }
}

export interface ReportText {
  readonly serial: number;
  readonly sentAt: number;
  readonly station: string;
  /** Class of the station: 'P' rain, 'H' river, 'K' reservoir, 'Z' gate, 'D' pumps, 'T' tide. */
  readonly stationClass: string;
  readonly observedAt: number;
  readonly utcOffsetMin: number;
  /** Coded elements one after the other. */
  readonly elements: readonly Buffer[];
}

export function encodeReport({
  serial,
  sentAt,
  station,
  stationClass,
  observedAt,
  utcOffsetMin,
  elements,
}: ReportText) {
  return Buffer.concat([
    encodePreamble(serial, sentAt, utcOffsetMin),
    Buffer.from([STATION, STATION]),
    bcdFrom(station),
    Buffer.from(stationClass),
    Buffer.from([OBSERVED, OBSERVED]),
    bcdTimeFrom(observedAt, utcOffsetMin, 5),
    ...elements,
  ]);
}

/** Serial number and time of sending; nothing more stands in a keep-alive and in a confirmation. */
export function encodePreamble(serial: number, sentAt: number, utcOffsetMin: number): Buffer {
  const number = Buffer.alloc(2);
  number.writeUInt16BE(serial);
  return Buffer.concat([number, bcdTimeFrom(sentAt, utcOffsetMin, 6)]);
}
