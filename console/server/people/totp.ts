/**
 * Time-based one-time passwords: RFC 6238 over HMAC-SHA-1 (RFC 4226), 6 digits, steps of 30 s, which is what every
 * authenticator app speaks. One step before and after now is taken for clocks that differ; a step works once.
 */
import { createHmac, randomBytes } from 'node:crypto';

export const STEP_MS = 30_000;
const DIGITS = 6;
const SECRET_BYTES = 20;
const STEPS_OFF = [0, -1, 1] as const;
/** RFC 4648 §6. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const newTotpSecret = (): Buffer => randomBytes(SECRET_BYTES);

export const stepAt = (nowMs: number): number => Math.floor(nowMs / STEP_MS);

export function totpCode(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac[mac.length - 1]! & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step that a code is of, or null when it is of none that may be used: steps up to `usedStep` were used. */
export function stepOfCode(secret: Uint8Array, code: string, nowMs: number, usedStep: number): number | null {
  const now = stepAt(nowMs);
  const found = STEPS_OFF.map((off) => now + off).find((step) => totpCode(secret, step) === code);
  return found !== undefined && found > usedStep ? found : null;
}

export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** What an authenticator app reads from a QR code. */
export function otpauthUri(secret: Uint8Array, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = `secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
  return `otpauth://totp/${label}?${query}`;
}
