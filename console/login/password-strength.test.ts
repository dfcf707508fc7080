import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it, test } from 'vitest';
import { generatePassword } from '../server/passwords.ts';
import { faultOfPassword } from '../server/people/password-policy.ts';
import { strengthOf } from './password-strength.ts';

describe('what the meter says of a password', () => {
  it.each([
    ['', 'none'],
    ['tide lantern', 'weak'],
    ['vK9#mQ2$xL7', 'weak'],
    ['x'.repeat(129), 'weak'],
    ['password1234', 'weak'],
    ['P@ssw0rd2024!', 'weak'],
    ['ｐａｓｓｗｏｒｄ１２３４', 'weak'],
    ['qwertyuiop[]', 'weak'],
    ['1qaz2wsx3edc', 'weak'],
    ['aaaaaaaaaaaaaaaa', 'weak'],
    ['abcdefghijkl', 'weak'],
    ['chengyunchengyun', 'weak'],
    ['浦东城运浦东城运浦东城运', 'weak'],
    ['iloveyou1990', 'weak'],
    ['q1w2e3r4t5y6', 'weak'],
    ['lantern oxcart', 'weak'],
    ['xOfficer-1zqvvwK7', 'weak'],
    ['tide lantern oxcart', 'fair'],
    ['tide lantern oxcart seven', 'strong'],
    ['江风吹过三盏灯笼与旧渡口船', 'strong'],
    ['长江口-涨潮-四米五-退潮', 'strong'],
    ['vK9#mQ2$xL7&', 'strong'],
  ] as const)('%s: %s', (password, strength) => {
    expect(strengthOf(password, 'officer-1')).toBe(strength);
  });

  it('more of it is never less', () => {
    const password = 'tide lantern oxcart seven';
    const seen = [...password].map((_, i) => strengthOf(password.slice(0, i + 1), 'operator'));
    expect([...new Set(seen)]).toEqual(['weak', 'fair', 'strong']);
  });

  it('is strong for one that is generated', () => {
    for (let i = 0; i < 200; i++) expect(strengthOf(generatePassword(), 'operator')).toBe('strong');
  });
});

test('of what leaked and is long enough most is called weak; strong only what looks like chance', () => {
  const leaked = (dictionary['passwords-common'] as readonly string[]).filter((word) => word.length >= 12);
  expect(leaked.length).toBeGreaterThan(250);
  const said = leaked.map((word) => strengthOf(word, 'operator'));
  expect(said.filter((strength) => strength === 'strong').length / leaked.length).toBeLessThan(0.03);
  expect(said.filter((strength) => strength === 'weak').length / leaked.length).toBeGreaterThan(0.85);
});

test('what the meter calls strong the server takes', () => {
  for (const password of ['tide lantern oxcart seven', '江风吹过三盏灯笼与旧渡口船', 'vK9#mQ2$xL7&']) {
    expect([strengthOf(password, 'operator'), faultOfPassword(password, 'operator')]).toEqual(['strong', null]);
  }
});
