/** What server and browser hold against a new password alike; the server's dictionaries come on top of it. */
export const PASSWORD_LETTERS_MIN = 12;
export const PASSWORD_LETTERS_MAX = 128;
/** What the product and its place are called: tried first by whoever guesses here. */
export const OWN_WORDS: readonly string[] = ['chengyun', '城运', 'pudong', '浦东'];

export function namesAccount(password: string, account: string): boolean {
  return account.length > 2 && password.toLowerCase().includes(account.toLowerCase());
}
