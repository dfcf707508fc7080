/**
 * Golden frames. Two come from stations in the field, as published by their users; the others are written by hand from
 * the tables of the standard, with the checksum of crc16-modbus.ts, whose check value is tested beside it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bcdTimeFrom, msFromBcdTime } from './bcd.ts';
import { ELEMENTS, elementOf } from './elements.ts';
import { CONTROL, type Frame, FUNCTION } from './frame.ts';
import { encodeNumber, numberFromBcd } from './numbers.ts';
import { decodeReport, encodePreamble, encodeReport } from './report.ts';
import { encodeFrame, takeFrame } from './stream.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const BEIJING_MIN = 480;
const beijing = (text: string) => Date.parse(`${text}+08:00`);

function taken(bytes: Buffer): Frame {
  const found = takeFrame(bytes);
  if (found.kind !== 'frame') throw new Error(JSON.stringify(found));
  expect(found.bytes).toBe(bytes.length);
  return found.frame;
}

const TEST_REPORT = hex(
  '7E7E 01 0012345678 1234 30 002B 02 0003 591011154947 F1F1 0012345678 48 F0F0 5910111549 2019 000005 2619 000005 3923 00000127 3812 1115 03 20FA',
);
const TIMED_REPORT = hex(
  '7E7E 05 0011223344 03E8 32 002B 02 0034 170718110016 F1F1 0011223344 48 F0F0 1707181100 2019 000040 2619 000040 3923 00010490 3812 1099 03 A421',
);

describe('frames of the field', () => {
  test('a test report is read: rain 0.5 mm, level 0.127 m, voltage 11.15 V', () => {
    const { text, ...frame } = taken(TEST_REPORT);
    expect(frame).toEqual({
      coding: 'hex',
      direction: 'up',
      centre: 1,
      station: '0012345678',
      password: 0x1234,
      functionCode: FUNCTION.test,
      packet: null,
      end: CONTROL.etx,
    });
    const at = beijing('2059-10-11T15:49:00');
    expect(decodeReport(text, BEIJING_MIN)).toEqual({
      serial: 3,
      sentAt: beijing('2059-10-11T15:49:47'),
      values: [
        { symbol: 'PJ', at, value: 0.5 },
        { symbol: 'PT', at, value: 0.5 },
        { symbol: 'Z', at, value: 0.127 },
        { symbol: 'VT', at, value: 11.15 },
      ],
      fault: null,
    });
  });

  test('a timed report is written byte for byte as the station wrote it', () => {
    const text = encodeReport({
      serial: 0x34,
      sentAt: beijing('2017-07-18T11:00:16'),
      station: '0011223344',
      stationClass: 'H',
      observedAt: beijing('2017-07-18T11:00:00'),
      utcOffsetMin: BEIJING_MIN,
      elements: [encodeNumber('PJ', 4), encodeNumber('PT', 4), encodeNumber('Z', 10.49), encodeNumber('VT', 10.99)],
    });
    const head = { coding: 'hex', direction: 'up', centre: 5, station: '0011223344', password: 0x03e8 } as const;
    const frame = { ...head, functionCode: FUNCTION.timed, packet: null, text, end: CONTROL.etx };
    expect(encodeFrame(frame).toString('hex')).toBe(TIMED_REPORT.toString('hex'));
    expect(taken(TIMED_REPORT)).toEqual(frame);
  });

  test('the confirmation of it is what the centre of that station sent', () => {
    const text = encodePreamble(0x34, beijing('2017-07-18T11:00:16'), BEIJING_MIN);
    const head = { coding: 'hex', direction: 'down', centre: 5, station: '0011223344', password: 0x03e8 } as const;
    const frame = { ...head, functionCode: FUNCTION.timed, packet: null, text, end: CONTROL.esc };
    const bytes = hex('7E7E 0011223344 05 03E8 32 8008 02 0034 170718110016 1B E5D4');
    expect(encodeFrame(frame)).toEqual(bytes);
    expect(taken(bytes)).toEqual(frame);
  });
});

describe('reports by hand', () => {
  const at = beijing('2024-06-18T15:00:00');
  const PREAMBLE = '0007 240618150005 F1F1 3100110001 48 F0F0 2406181500';

  test('an hourly report: rain and relative level every five minutes, gaps filled in, then totals', () => {
    const rain = 'F460 00 01 02 00 00 00 00 00 00 00 FF 05';
    const level = 'F5C0 0000 0001 0002 0003 0004 0005 0006 0007 0008 0009 FFFF 0064';
    const report = decodeReport(hex(`${PREAMBLE} ${rain} ${level} 2619 001234 3923 00003250`), BEIJING_MIN);
    const values = report?.values ?? [];
    expect(values).toHaveLength(26);
    expect(values[0]).toEqual({ symbol: 'DRP', at: at - 55 * 60_000, value: 0 });
    expect(values[2]).toEqual({ symbol: 'DRP', at: at - 45 * 60_000, value: 0.2 });
    expect(values[10]).toEqual({ symbol: 'DRP', at: at - 5 * 60_000, value: 'missing' });
    expect(values[11]).toEqual({ symbol: 'DRP', at, value: 0.5 });
    expect(values[22]).toEqual({ symbol: 'DRZ1', at: at - 5 * 60_000, value: 'missing' });
    expect(values[23]).toEqual({ symbol: 'DRZ1', at, value: 1 });
    expect(values.slice(24)).toEqual([
      { symbol: 'PT', at, value: 123.4 },
      { symbol: 'Z', at, value: 3.25 },
    ]);
  });

  test('a report in even steps: one element, its numbers fill the rest', () => {
    const report = decodeReport(hex(`${PREAMBLE} 0418 000005 3923 00003250 00003260 FFFFFFFF`), BEIJING_MIN);
    expect(report?.values).toEqual([
      { symbol: 'Z', at, value: 3.25 },
      { symbol: 'Z', at: at + 300_000, value: 3.26 },
      { symbol: 'Z', at: at + 600_000, value: 'missing' },
    ]);
  });

  test('an element that nobody knows is skipped by its length', () => {
    const report = decodeReport(hex(`${PREAMBLE} 7008 55 3812 1250`), BEIJING_MIN);
    expect(report?.values.map(({ symbol }) => symbol)).toEqual(['x70', 'VT']);
  });

  test.each([
    ['3923 0000', 'The SL 651 report breaks off inside the element Z.'],
    ['39', 'The SL 651 report breaks off inside the element Z.'],
    ['3803 1250', 'The SL 651 report breaks off inside the element VT.'],
    ['F3F3 FFD8', 'The SL 651 report has an element xf3, which is not read.'],
    ['F0F0 2413181500', 'The SL 651 report has a time of observation that is no date.'],
  ])('%s is refused in one sentence, what came before is kept', (rest, fault) => {
    const report = decodeReport(hex(`${PREAMBLE} 3812 1250 ${rest}`), BEIJING_MIN);
    expect(report).toMatchObject({ fault, values: [{ symbol: 'VT', value: 12.5 }] });
  });
});

describe('numbers and times', () => {
  test.each([
    ['00003250', 3, 3.25],
    ['FF000150', 2, -1.5],
    ['FF0000', 1, 0],
    ['FFFF', 2, 'missing'],
    ['AAAA', 2, 'missing'],
    ['12A4', 2, 'bad'],
    ['', 2, 'bad'],
  ] as const)('%s with %d decimals is %s', (bytes, decimals, value) => {
    expect(numberFromBcd(hex(bytes), decimals)).toBe(value);
  });

  test('every element gives back the number that was put in, below zero too', () => {
    const numbers = ELEMENTS.filter(({ format }) => format !== null).map(({ symbol }) => symbol);
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.double({ min: -1, max: 1, noNaN: true }), (symbol, part) => {
        const [digits, decimals] = elementOf(symbol)?.format ?? [1, 0];
        const units = Math.round(part * (10 ** digits - 1));
        const coded = encodeNumber(symbol, units / 10 ** decimals);
        expect(numberFromBcd(coded.subarray(2), decimals)).toBeCloseTo(units / 10 ** decimals, 9);
      }),
    );
  });

  test('a number with too many digits is refused', () => {
    expect(() => encodeNumber('VT', 100)).toThrow('100 has more digits than VT may have.');
    expect(() => encodeNumber('DRP', 1)).toThrow('DRP is no element with one number.');
  });

  test('times go there and back; what is no date is none', () => {
    const ms = beijing('2024-02-29T23:59:58');
    expect(msFromBcdTime(bcdTimeFrom(ms, BEIJING_MIN, 6), BEIJING_MIN)).toBe(ms);
    for (const wrong of ['230229000000', '240000000000', '241301000000', '240101240000', '2401010060A0']) {
      expect(msFromBcdTime(hex(wrong), BEIJING_MIN)).toBeNull();
    }
  });
});

describe('rubbish', () => {
  test('a frame is found between bytes that are none, in any pieces', () => {
    const first = takeFrame(Buffer.concat([hex('00 7E 41'), TEST_REPORT]));
    expect(first).toEqual({ kind: 'rubbish', sentence: 'The SL 651 station sent bytes outside of a frame.', bytes: 3 });
    for (let cut = 1; cut < TEST_REPORT.length; cut++) {
      expect(takeFrame(TEST_REPORT.subarray(0, cut))).toEqual({ kind: 'more', bytes: 0 });
    }
  });

  test('one changed bit is a wrong checksum or no frame', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: TEST_REPORT.length * 8 - 1 }), (bit) => {
        const spoilt = Buffer.from(TEST_REPORT);
        spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(takeFrame(spoilt).kind).not.toBe('frame');
      }),
    );
  });

  test('no bytes crash the readers, and every refusal is one sentence', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...['7E7E', 'F1F1', 'F0F0 2406181500', '0418', 'F460'].map(hex)),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const bytes = Buffer.concat(parts);
        const found = takeFrame(bytes);
        expect(found.bytes).toBeLessThanOrEqual(bytes.length);
        if (found.kind === 'rubbish') expect(found.sentence).toMatch(/^[A-Z].+SL 651.+\.$/);
        if (found.kind === 'rubbish') expect(found.bytes).toBeGreaterThan(0);
        const report = decodeReport(bytes, BEIJING_MIN);
        if (report?.fault) expect(report.fault).toMatch(/^The SL 651 report .+\.$/);
      }),
      { numRuns: 1000 },
    );
  });
});
