import { AppError } from '@chengyun/platform/service/service.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPath } from './json-path.ts';

const DOCUMENT = {
  level: 2.5,
  'odd key': { 水位: [1, 2, 3] },
  stations: [
    { id: 'A', n: 1, rain: 4 },
    { id: 'B', n: 2.5, rain: 6 },
  ],
};

test.each([
  ['$', DOCUMENT],
  ['$.level', 2.5],
  ["$['odd key'].水位[1]", 2],
  ["$['odd key'].水位[-1]", 3],
  ["$.stations[?@.id=='B'].rain", 6],
  ['$.stations[?@.n==2.5].rain', 6],
  ["$.stations[?@.id=='C'].rain", undefined],
  ['$.level.deeper[0].still', undefined],
  ['$.constructor', undefined],
])('%s finds its value', (path, expected) => {
  expect(jsonPath(path, 'path')(DOCUMENT)).toEqual(expected);
});

test.each([
  ['level', 'readings[0].path "level" must begin with $, for instance $.level.'],
  ['$.a..b', 'readings[0].path "$.a..b" cannot be read from "..b" on.'],
  ['$.a[*]', 'readings[0].path "$.a[*]" cannot be read from "[*]" on.'],
  ["$.a[?@.x=='1']]", `readings[0].path "$.a[?@.x=='1']]" cannot be read from "]" on.`],
])('%s is refused in one sentence', (path, sentence) => {
  expect(() => jsonPath(path, 'readings[0].path')).toThrow(new AppError('CONFIG', sentence));
});

test('no path and no document crash it', () => {
  const paths = fc.oneof(fc.string(), fc.stringMatching(/^\$([.[\]'@?=a0-]|\[\d\]){0,8}$/));
  fc.assert(
    fc.property(paths, fc.jsonValue(), (path, document) => {
      try {
        jsonPath(path, 'path')(document);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
  );
});
