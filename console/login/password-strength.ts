/**
 * How strong a new password looks while it is typed: bits by length and variety, few for words, rows, repeats, years and
 * what everybody takes. A guess from below that needs no dictionary; whether a password is taken is said by the server
 * (console/server/people/password-policy.ts), which knows those that leaked.
 */
import { namesAccount, OWN_WORDS, PASSWORD_LETTERS_MAX, PASSWORD_LETTERS_MIN } from '../state/password-rules.ts';

export const STRENGTHS = ['none', 'weak', 'fair', 'strong'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** 30 bits are above the 10^8 guesses that the server asks for. */
const FAIR_BITS = 30;
const STRONG_BITS = 45;

/** Stems of the passwords that leak most, in lower case. */
const COMMON = (
  'password iloveyou welcome letmein admin login master dragon monkey football baseball sunshine princess superman ' +
  'batman shadow michael jordan charlie trustno qwerty azerty secret google changeme default woaini mima nihao zhongguo ' +
  'beijing shanghai 5201314 1314520 我爱你 密码 上海 中国 你好'
).split(' ');
/** What is written for a letter so that it looks cleverer. */
const DISGUISED: Readonly<Record<string, string>> = { a: 'a@4', e: 'e3', i: 'i1!', l: 'l1', o: 'o0', s: 's$5' };
const STEMS = new RegExp(
  [...OWN_WORDS, ...COMMON]
    .map((stem) => [...stem].map((letter) => `[${DISGUISED[letter] ?? letter}]`).join(''))
    .join('|'),
  'g',
);
const YEARS = /(?:19|20)\d\d/g;
const REPEATS = /(.{2,}?)\1+|(.)\2{2,}/gu;
const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1qaz2wsx3edc4rfv5tgb6yhn7ujm'];

const FOUND_BITS = 5;
const STEP_BITS = 0.5;
/** A part that is counted already. */
const COUNTED = ' ';

export function strengthOf(password: string, account: string): Strength {
  const letters = [...password.normalize('NFKC')];
  if (letters.length === 0) return 'none';
  const hasLength = letters.length >= PASSWORD_LETTERS_MIN && letters.length <= PASSWORD_LETTERS_MAX;
  if (!hasLength || namesAccount(password, account)) return 'weak';
  const bits = bitsOf(letters.join(''));
  if (bits < FAIR_BITS) return 'weak';
  return bits < STRONG_BITS ? 'fair' : 'strong';
}

function bitsOf(password: string): number {
  let bits = 0;
  const found = (): string => {
    bits += FOUND_BITS;
    return COUNTED;
  };
  const left = password
    .toLowerCase()
    .replace(REPEATS, (_, block?: string, letter?: string) => block ?? letter ?? '')
    .replace(STEMS, found)
    .replace(YEARS, found);
  const letters = [...left];
  const isNear = (i: number, back: number) => i >= back && areNeighbours(letters[i - back]!, letters[i]!);
  const rest = letters.map((letter, i) => {
    const isRow = isNear(i, 1) && isNear(i - 1, 1);
    const areTwoRows = isNear(i, 2) && isNear(i - 1, 2);
    if (!isRow && !areTwoRows) return letter;
    bits += STEP_BITS;
    return '';
  });
  const capitals = [...password.slice(1)].filter((letter) => letter !== letter.toLowerCase()).length;
  const parts = rest.join('').match(/[a-z]+|\d+|[^a-z\d\s]/gu) ?? [];
  return parts.reduce((sum, part) => sum + bitsOfPart(part), bits + Math.min(capitals, letters.length - capitals));
}

/** Side by side on the keyboard, in the alphabet, or the same. */
function areNeighbours(a: string, b: string): boolean {
  if (!/[a-z\d]/.test(a) || !/[a-z\d]/.test(b)) return a === b;
  if (Math.abs(a.charCodeAt(0) - b.charCodeAt(0)) <= 1) return true;
  return ROWS.some((row) => row.includes(a + b) || row.includes(b + a));
}

/** Four Latin letters or more are taken for a word: 7776 words that average seven letters have 13 bits. */
function bitsOfPart(part: string): number {
  const { length } = part;
  if (/[a-z]/.test(part)) return length < 4 ? 4.7 * length : Math.max(11, 1.9 * length);
  if (/\d/.test(part)) return length < 6 ? 3.3 * length : Math.max(16.5, 2.5 * length);
  return /\p{L}/u.test(part) ? 8 : 5;
}
