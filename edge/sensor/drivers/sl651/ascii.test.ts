/**
 * Golden frames in ASCII coding. The first two come from stations in the field, as published by their users, checksums
 * included; the texts of the others are written by hand from the tables of the standard.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeAsciiReport, encodeAsciiPreamble } from './ascii-report.ts';
import { CONTROL, type Frame, FUNCTION } from './frame.ts';
import { encodeFrame, takeFrame } from './stream.ts';

const BEIJING_MIN = 480;
const beijing = (text: string) => Date.parse(`${text}+08:00`);
/** As they are printed: `*` for SOH, brackets for STX and ETX. */
const printed = (text: string) =>
  Buffer.from(text.replace('*', '\x01').replace('[', '\x02').replace(']', '\x03'), 'latin1');

const KEEP_ALIVE = printed('*01001234567812342F0010[0005170718110035]E593');
const TEST_REPORT = printed(
  '*06001234123404D230004D[0019170718111204ST 0012341234 H TT 1707181112 PJ 0.5 PT 0.5 Z 0.301 VT 10.91 ]FDEE',
);

function taken(bytes: Buffer): Frame {
  const found = takeFrame(bytes);
  if (found.kind !== 'frame') throw new Error(JSON.stringify(found));
  expect(found.bytes).toBe(bytes.length);
  return found.frame;
}

describe('frames of the field', () => {
  test('a keep-alive is read, and written byte for byte as the station wrote it', () => {
    const frame = taken(KEEP_ALIVE);
    expect(frame).toEqual({
      ...{ coding: 'ascii', direction: 'up', centre: 1, station: '0012345678', password: 0x1234 },
      ...{ functionCode: FUNCTION.keepAlive, packet: null, end: CONTROL.etx },
      text: encodeAsciiPreamble(5, beijing('2017-07-18T11:00:35'), BEIJING_MIN),
    });
    expect(encodeFrame(frame)).toEqual(KEEP_ALIVE);
  });

  test('a test report is read: rain 0.5 mm, level 0.301 m, voltage 10.91 V', () => {
    const frame = taken(TEST_REPORT);
    expect(frame).toMatchObject({ centre: 6, station: '0012341234', password: 0x04d2, functionCode: FUNCTION.test });
    expect(encodeFrame(frame)).toEqual(TEST_REPORT);
    const at = beijing('2017-07-18T11:12:00');
    expect(decodeAsciiReport(frame.text, BEIJING_MIN)).toEqual({
      serial: 0x19,
      sentAt: beijing('2017-07-18T11:12:04'),
      values: [
        { symbol: 'PJ', at, value: 0.5 },
        { symbol: 'PT', at, value: 0.5 },
        { symbol: 'Z', at, value: 0.301 },
        { symbol: 'VT', at, value: 10.91 },
      ],
      fault: null,
    });
  });
});

describe('reports by hand', () => {
  const at = beijing('2024-06-18T15:00:00');
  const PREAMBLE = '0007240618150005ST 3100110001 H TT 2406181500 ';
  const read = (rest: string) => decodeAsciiReport(Buffer.from(`${PREAMBLE}${rest}`), BEIJING_MIN);

  test('an hourly report: rain and relative level every five minutes, gaps filled in, then a level below zero', () => {
    const level = '00000001000200030004000500060007000800 09FFFF0064'.replace(' ', '');
    const values = read(`DRP 00010200000000000000FF05 DRZ1 ${level} Z -0.25 `)?.values ?? [];
    expect(values).toHaveLength(25);
    expect(values[2]).toEqual({ symbol: 'DRP', at: at - 45 * 60_000, value: 0.2 });
    expect(values[10]).toEqual({ symbol: 'DRP', at: at - 5 * 60_000, value: 'missing' });
    expect(values[11]).toEqual({ symbol: 'DRP', at, value: 0.5 });
    expect(values[22]).toEqual({ symbol: 'DRZ1', at: at - 5 * 60_000, value: 'missing' });
    expect(values[23]).toEqual({ symbol: 'DRZ1', at, value: 1 });
    expect(values[24]).toEqual({ symbol: 'Z', at, value: -0.25 });
  });

  test('a report in even steps: elements first, then their numbers time by time', () => {
    expect(read('DRN05 Z VT 3.25 12.5 3.26 M 3.27 12.4 ')?.values).toEqual([
      { symbol: 'Z', at, value: 3.25 },
      { symbol: 'VT', at, value: 12.5 },
      { symbol: 'Z', at: at + 300_000, value: 3.26 },
      { symbol: 'VT', at: at + 300_000, value: 'missing' },
      { symbol: 'Z', at: at + 600_000, value: 3.27 },
      { symbol: 'VT', at: at + 600_000, value: 12.4 },
    ]);
    expect(read('DRH00 DRP 000000000000000000000005 ')?.values.at(-1)).toEqual({ symbol: 'DRP', at, value: 0.5 });
  });

  test.each([
    ['Z', 'The SL 651 report breaks off inside the element Z.'],
    ['PIC abc', 'The SL 651 report has an element PIC, which is not read.'],
    ['TT 2413181500 ', 'The SL 651 report has a time of observation that is no date.'],
    ['ST 31 ', 'The SL 651 report names no station.'],
    ['DRP 0G ', 'The SL 651 report has a list DRP that is not hexadecimal.'],
    ['DRN05 ', 'The SL 651 report in even steps names no element.'],
  ])('%s is refused in one sentence, what came before is kept', (rest, fault) => {
    expect(read(`VT 12.50 ${rest}`)).toMatchObject({ fault, values: [{ symbol: 'VT', value: 12.5 }] });
  });

  test('an element before a time is refused, and a number that is none is said to be bad', () => {
    expect(decodeAsciiReport(Buffer.from('0007240618150005Z 3.25 '), BEIJING_MIN)?.fault).toBe(
      'The SL 651 report has the element Z before a time of observation.',
    );
    expect(read('Z 3,25 ')?.values).toEqual([{ symbol: 'Z', at, value: 'bad' }]);
    expect(decodeAsciiReport(Buffer.from('000G240618150005'), BEIJING_MIN)).toBeNull();
  });
});

describe('rubbish', () => {
  test('a frame is waited for in any pieces, one of the other coding behind it is found', () => {
    for (let cut = 1; cut < TEST_REPORT.length; cut++) {
      expect(takeFrame(TEST_REPORT.subarray(0, cut))).toEqual({ kind: 'more', bytes: 0 });
    }
    const hex = Buffer.from('7E7E01001234567812342F0008020003591011155111036BCA', 'hex');
    const found = takeFrame(Buffer.concat([KEEP_ALIVE, hex]));
    expect(found.bytes).toBe(KEEP_ALIVE.length);
    expect(taken(hex)).toMatchObject({ coding: 'hex', functionCode: FUNCTION.keepAlive });
  });

  test('a lone SOH does not make the reader wait', () => {
    expect(takeFrame(Buffer.from('\x01GET / HTTP', 'latin1'))).toEqual({
      ...{ kind: 'rubbish', bytes: 1 },
      sentence: 'The SL 651 station sent a frame whose header cannot be read.',
    });
  });

  test('one changed bit is a wrong checksum or no frame, but for the case of a letter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: TEST_REPORT.length * 8 - 1 }), (bit) => {
        const spoilt = Buffer.from(TEST_REPORT);
        spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const isLetterOfChecksum = bit >> 3 >= TEST_REPORT.length - 4 && (bit & 7) === 5;
        expect(takeFrame(spoilt).kind === 'frame').toBe(isLetterOfChecksum);
      }),
    );
  });

  test('no bytes crash the readers, and every refusal is one sentence', () => {
    const words = ['\x01', '0012', 'ST 3100110001 H ', 'TT 2406181500 ', 'DRN05 ', 'Z ', '3.25 ', 'DRP ', '0A', ' '];
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(...words.map((word) => Buffer.from(word, 'latin1'))),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
        const bytes = Buffer.concat(parts);
        const found = takeFrame(bytes);
        expect(found.bytes).toBeLessThanOrEqual(bytes.length);
        if (found.kind === 'rubbish') expect(found.sentence).toMatch(/^[A-Z].+SL 651.+\.$/);
        if (found.kind === 'rubbish') expect(found.bytes).toBeGreaterThan(0);
        const report = decodeAsciiReport(Buffer.concat([Buffer.from('0007240618150005'), bytes]), BEIJING_MIN);
        if (report?.fault) expect(report.fault).toMatch(/^The SL 651 report .+\.$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('what is written is read again, in one frame or as a packet', () => {
    const aPacket = fc.option(
      fc
        .integer({ min: 1, max: 4095 })
        .chain((total) => fc.record({ total: fc.constant(total), number: fc.integer({ min: 1, max: total }) })),
    );
    const text = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.constantFrom('hex', 'ascii'), aPacket, text, (coding, packet, bytes) => {
        const head = { direction: 'up', centre: 3, station: '3100110001', password: 0xabcd } as const;
        const frame = { coding, ...head, functionCode: 0x32, packet, text: Buffer.from(bytes), end: CONTROL.etb };
        expect(taken(encodeFrame(frame))).toEqual(frame);
      }),
    );
  });
});
