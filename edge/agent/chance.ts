import { randomBytes } from 'node:crypto';

/** Where chance comes from: an argument, so that a test repeats itself. */
export interface Chance {
  /** A number in [0, 1). */
  readonly fraction: () => number;
  /** 64 random bits as 16 hexadecimal digits. */
  readonly hex64: () => string;
}

/** Chance from the operating system. */
export const systemChance: Chance = {
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  hex64: () => randomBytes(8).toString('hex'),
};

/** The same numbers for the same seed (xorshift32); for tests and conducted replays. */
export function createSeededChance(seed: number): Chance {
  let state = seed | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const hex32 = () => next().toString(16).padStart(8, '0');
  return { fraction: () => next() / 2 ** 32, hex64: () => hex32() + hex32() };
}
