import { describe, expect, it, test } from 'vitest';
import { checkPassword, generatePassword, hashPassword, isOutdated } from '../passwords.ts';
import { faultOfPassword } from './password-policy.ts';

describe('a password', () => {
  it.each([
    ['short', 'too-short'],
    ['一二三四五六', 'too-short'],
    ['x'.repeat(129), 'too-long'],
    ['password1234', 'guessable'],
    ['qwertyuiop[]', 'guessable'],
    ['123456789012', 'guessable'],
    ['aaaaaaaaaaaaaaaa', 'guessable'],
    ['P@ssw0rd2024!', 'guessable'],
    ['iloveyou1990', 'guessable'],
    ['chengyunchengyun', 'guessable'],
    ['xOfficer-1zqvvw', 'names-account'],
  ] as const)('%s is refused: %s', (password, fault) => {
    expect(faultOfPassword(password, 'officer-1')).toBe(fault);
  });

  it.each(['tide lantern oxcart seven', '江风吹過三盏灯笼与旧渡口船', 'vK9#mQ2$xL7&'])('%s is taken', (password) => {
    expect(faultOfPassword(password, 'officer-1')).toBeNull();
  });

  it('that is generated is always good enough', () => {
    for (let i = 0; i < 10; i++) expect(faultOfPassword(generatePassword(), 'operator')).toBeNull();
  });
});

test('a hash of weaker parameters still opens its account and is known as outdated; ours is not', async () => {
  const { hash } = await import('@node-rs/argon2');
  const old = await hash('tide lantern oxcart', { memoryCost: 4096, timeCost: 1, parallelism: 1 });
  expect(await checkPassword(old, 'tide lantern oxcart')).toBe(true);
  expect(isOutdated(old)).toBe(true);
  const fresh = await hashPassword('tide lantern oxcart');
  expect(fresh).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(isOutdated(fresh)).toBe(false);
});
