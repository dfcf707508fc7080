/** Packed decimal digits, two in a byte, the first digit high. */
export function bcdFrom(digits: string): Buffer {
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

/** Null when a half byte is no digit. */
export function digitsFrom(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes).toString('hex');
  return /^\d*$/.test(text) ? text : null;
}

/**
 * Epoch milliseconds from YYMMDDHHmm or YYMMDDHHmmSS of this century, as the station's clock shows it.
 * Null for what is no date.
 */
export function msFromBcdTime(bytes: Uint8Array, utcOffsetMin: number): number | null {
  const digits = digitsFrom(bytes);
  if (digits === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (digits.match(/../g) ?? []).map(Number);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return null;
  const local = new Date(Date.UTC(2000 + year, month - 1, day, hour, minute, second));
  if (local.getUTCDate() !== day || day === 0) return null;
  return local.getTime() - utcOffsetMin * 60_000;
}

/** @param bytes 5 for YYMMDDHHmm, 6 with seconds */
export function bcdTimeFrom(ms: number, utcOffsetMin: number, bytes: 5 | 6): Buffer {
  const digits = new Date(ms + utcOffsetMin * 60_000).toISOString().replace(/\D/g, '');
  return bcdFrom(digits.slice(2, 2 + 2 * bytes));
}
