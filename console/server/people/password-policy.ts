/**
 * Which passwords are good enough: 12 letters or more, any letter of any script, no demands for digits or signs (NIST
 * SP 800-63B §5.1.1.2), and not one that a guesser tries early: dictionaries of leaked passwords, words, dates, rows of
 * the keyboard, and what the account and the product are called.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { namesAccount, OWN_WORDS, PASSWORD_LETTERS_MAX, PASSWORD_LETTERS_MIN } from '../../state/password-rules.ts';

/** Of 0 to 4; 3 takes more than 10^8 guesses. */
const SCORE_MIN = 3;

export type PasswordFault = 'too-short' | 'too-long' | 'guessable' | 'names-account';

/** In both languages that people here read. */
export const PASSWORD_FAULTS: Readonly<Record<PasswordFault, string>> = {
  'too-short': `密码至少 ${PASSWORD_LETTERS_MIN} 个字符。 A password has at least ${PASSWORD_LETTERS_MIN} letters.`,
  'too-long': `密码最多 ${PASSWORD_LETTERS_MAX} 个字符。 A password has at most ${PASSWORD_LETTERS_MAX} letters.`,
  guessable: '这个密码太容易被猜到。 This password is easy to guess; take several words that do not belong together.',
  'names-account': '密码不能包含账号。 The account name must not be in the password.',
};

let checker: ZxcvbnFactory | null = null;

/** Null when it is good enough. */
export function faultOfPassword(password: string, account: string): PasswordFault | null {
  const letters = [...password].length;
  if (letters < PASSWORD_LETTERS_MIN) return 'too-short';
  if (letters > PASSWORD_LETTERS_MAX) return 'too-long';
  if (namesAccount(password, account)) return 'names-account';
  checker ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return checker.check(password, [account, ...OWN_WORDS]).score < SCORE_MIN ? 'guessable' : null;
}
