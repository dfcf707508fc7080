import { describe, expect, it, test } from 'vitest';
import { base32, otpauthUri, stepAt, stepOfCode, totpCode } from './totp.ts';

/** RFC 6238, appendix B, rows of SHA-1. */
const SECRET = Buffer.from('12345678901234567890');
describe('RFC 6238, appendix B', () => {
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i s: %s', (seconds, code) => {
    expect(totpCode(SECRET, stepAt(seconds * 1000), 8)).toBe(code);
  });
});

test('a code works one step early or late, not two, and never twice', () => {
  const nowMs = 1_700_000_010_000;
  const step = stepAt(nowMs);
  for (const off of [-1, 0, 1]) expect(stepOfCode(SECRET, totpCode(SECRET, step + off), nowMs, 0)).toBe(step + off);
  for (const off of [-2, 2]) expect(stepOfCode(SECRET, totpCode(SECRET, step + off), nowMs, 0)).toBeNull();
  expect(stepOfCode(SECRET, totpCode(SECRET, step), nowMs, step)).toBeNull();
  expect(stepOfCode(SECRET, totpCode(SECRET, step - 1), nowMs, step)).toBeNull();
  expect(stepOfCode(SECRET, totpCode(SECRET, step + 1), nowMs, step)).toBe(step + 1);
});

test('base 32 is that of RFC 4648, and the address names who and where', () => {
  expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
  expect(base32(Buffer.from('fooba'))).toBe('MZXW6YTB');
  expect(otpauthUri(Buffer.from('fooba'), 'officer-1', '城运')).toBe(
    'otpauth://totp/%E5%9F%8E%E8%BF%90:officer-1?secret=MZXW6YTB&issuer=%E5%9F%8E%E8%BF%90&algorithm=SHA1&digits=6&period=30',
  );
});
