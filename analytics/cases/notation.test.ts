import { expect, test } from 'vitest';
import { samplesFromNotation } from './notation.ts';

test('steps, repetition, gaps and quality marks', () => {
  const samples = samplesFromNotation('4.2+0.05x2 _x2 5!x1 -1?-1x1');
  expect(samples.map((sample) => sample?.value ?? null)).toEqual([4.2, 4.25, 4.3, null, null, 5, 5, -1, -2]);
  expect(samples.slice(5).map((sample) => sample?.quality)).toEqual(['bad', 'bad', 'uncertain', 'uncertain']);
});

test('decimal steps end where a person expects', () => {
  expect(samplesFromNotation('4.2+0.05x20').at(-1)?.value).toBe(5.2);
});

test('an unreadable part is named', () => {
  expect(() => samplesFromNotation('4.2 4,3')).toThrow('4,3');
});
