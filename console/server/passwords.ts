/** Passwords: generated from an alphabet without look-alikes, kept as argon2id hashes. */
import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** `xxxx-xxxx-xxxx-xxxx`: 79 bits. */
export function generatePassword(): string {
  const group = () => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** Argon2id with 19 MiB, 2 passes, 1 lane: OWASP Password Storage Cheat Sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/** A hash made with less than today's parameters; the next right password is hashed anew. */
export function isOutdated(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = COST;
  return !stored.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

/** A hash that no password has: for accounts that nobody signs in to, and to spend equal time on unknown names. */
export const NO_PASSWORD = '!';

let decoy: Promise<string> | null = null;

/** Takes as long for an unknown account as for a known one, so that names cannot be found out by time. */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  const usable = stored !== null && stored !== NO_PASSWORD;
  decoy ??= hashPassword(generatePassword());
  const matches = await verify(usable ? stored : await decoy, password.normalize('NFKC'));
  return usable && matches;
}
