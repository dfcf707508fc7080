import { expect, test } from 'vitest';
import { readingLine, readingOf, shortTitle, titleSaysReading } from './reading.ts';

const state = 'active-unacknowledged';

test('a reading has the digits of its unit and its threshold', () => {
  expect(readingLine({ value: 5.219, threshold: 5.5, unit: 'm', state })).toBe('5.22 / 5.50 m');
  expect(readingLine({ value: 480, threshold: 400, unit: 'm', state })).toBe('480 / 400 m');
  expect(readingLine({ value: 22.4, threshold: 25, unit: 'cm', state })).toBe('22 / 25 cm');
  expect(readingLine({ value: null, threshold: 1, unit: 'm', state })).toBe('');
  expect(readingLine({ value: 999, threshold: 60, unit: 'min', state: 'cleared-unacknowledged' })).toBe('');
});

test('a title that says a number of the kind is not given another one', () => {
  const reading = readingOf({ value: 0.31, threshold: 0.7, unit: 'm', state });
  expect(titleSaysReading('增水 1.03 m', reading)).toBe(true);
  expect(titleSaysReading('增水', reading)).toBe(false);
  expect(titleSaysReading('surge for 12 min', reading)).toBe(false);
});

test('a title does not repeat its place', () => {
  const place = { zh: '杨思闸外', en: 'Yangsi sluice' };
  expect(shortTitle({ zh: '杨思闸外 增水 1.0 m', en: 'Yangsi sluice: surge' }, place)).toEqual({
    zh: '增水 1.0 m',
    en: 'Surge',
  });
  expect(shortTitle({ zh: '杨思闸外', en: 'Other' }, place)).toEqual({ zh: '杨思闸外', en: 'Other' });
});
