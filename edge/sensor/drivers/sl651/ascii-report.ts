/**
 * The text of a report in ASCII coding (6.6.2): serial number and time of sending, then words with a blank behind each:
 * `ST`, the station and its class, `TT` and the time of observation, symbols of elements and their numbers. Lists of an
 * hour are hexadecimal characters. A report in even steps (`DRD`, `DRH` or `DRN` with two digits) names its elements first,
 * and its numbers follow time by time.
 */

import { characters } from './ascii-frame.ts';
import { bcdTimeFrom, msFromBcdTime } from './bcd.ts';
import { elementOf } from './elements.ts';
import type { Number651 } from './numbers.ts';
import { type Report, type ReportValue, takeList } from './report.ts';

const PREAMBLE_CHARS = 16;
const STEP_MS: Readonly<Record<string, number>> = { D: 86_400_000, H: 3_600_000, N: 60_000 };
/** Free text and pictures: nothing after them can be told apart. */
const ENDS: readonly string[] = ['RGZS', 'PIC', 'DATA'];

/** Null for a text that has no serial number. */
export function decodeAsciiReport(text: Buffer, utcOffsetMin: number): Report | null {
  const all = text.toString('latin1');
  const preamble = all.slice(0, PREAMBLE_CHARS);
  if (!/^[\da-fA-F]{4}.{12}$/s.test(preamble)) return null;
  const values: ReportValue[] = [];
  const words = all.slice(PREAMBLE_CHARS).split(' ');
  const fault = readWords(words, utcOffsetMin, values);
  const sentAt = timeFrom(preamble.slice(4), utcOffsetMin);
  return { serial: Number.parseInt(preamble.slice(0, 4), 16), sentAt, values, fault };
}

function readWords(words: readonly string[], utcOffsetMin: number, values: ReportValue[]): string | null {
  let at: number | null = null;
  for (let place = 0; place < words.length; ) {
    const word = words[place] ?? '';
    const next = words[place + 1] ?? '';
    place += 2;
    if (word === '') {
      place -= 1;
    } else if (ENDS.includes(word)) {
      return `The SL 651 report has an element ${word}, which is not read.`;
    } else if (word === 'ST') {
      if (!/^\d{10}$/.test(next)) return 'The SL 651 report names no station.';
      // The class of the station is one letter.
      if (/^[A-Z]$/.test(words[place] ?? '') && words[place + 1] === 'TT') place += 1;
    } else if (word === 'TT') {
      at = timeFrom(next, utcOffsetMin);
      if (at === null) return 'The SL 651 report has a time of observation that is no date.';
    } else if (at === null) {
      return `The SL 651 report has the element ${named(word)} before a time of observation.`;
    } else if (/^DR[DHN]\d\d$/.test(word)) {
      const stepMs = Number(word.slice(3)) * (STEP_MS[word[2] ?? ''] ?? 0);
      // A step of nothing stands before the lists of an hour.
      if (stepMs > 0) return takeSteps(words.slice(place - 1), at, stepMs, values);
      place -= 1;
    } else if (next === '') {
      return `The SL 651 report breaks off inside the element ${named(word)}.`;
    } else {
      const element = elementOf(word);
      if (element?.format !== null) values.push({ symbol: word, at, value: numberFrom(next) });
      else if (!/^([\da-fA-F]{2})+$/.test(next)) return `The SL 651 report has a list ${word} that is not hexadecimal.`;
      else takeList(element.code, Buffer.from(next, 'hex'), at, values);
    }
  }
  return null;
}

function takeSteps(words: readonly string[], at: number, stepMs: number, values: ReportValue[]): string | null {
  const rest = words.filter((word) => word !== '');
  const firstNumber = rest.findIndex((word) => numberFrom(word) !== 'bad');
  const symbols = rest.slice(0, firstNumber === -1 ? rest.length : firstNumber);
  if (symbols.length === 0) return 'The SL 651 report in even steps names no element.';
  const numbers = rest.slice(symbols.length);
  for (const [place, word] of numbers.entries()) {
    const symbol = symbols[place % symbols.length] ?? '';
    values.push({ symbol, at: at + Math.floor(place / symbols.length) * stepMs, value: numberFrom(word) });
  }
  return null;
}

function numberFrom(word: string): Number651 {
  // Not measured, or not sound.
  if (word === 'M' || word === 'F') return 'missing';
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(word) ? Number(word) : 'bad';
}

function timeFrom(digits: string, utcOffsetMin: number): number | null {
  return /^(\d{10}|\d{12})$/.test(digits) ? msFromBcdTime(Buffer.from(digits, 'hex'), utcOffsetMin) : null;
}

/** In a sentence; a broken text may hold anything. */
const named = (word: string): string => word.slice(0, 8).replaceAll(/[^\x21-\x7e]/g, '?');

export function encodeAsciiPreamble(serial: number, sentAt: number, utcOffsetMin: number): Buffer {
  return Buffer.from(characters(serial, 4) + bcdTimeFrom(sentAt, utcOffsetMin, 6).toString('hex'));
}
