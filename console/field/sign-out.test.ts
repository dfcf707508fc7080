import { expect, test } from 'vitest';
import { signOut } from './sign-out.ts';

const never = () => new Promise<void>(() => undefined);
function phone(push: () => Promise<unknown>) {
  const done: string[] = [];
  const note = (what: string) => async () => void done.push(what);
  const first = [() => push().then(note('push is off')), note('outbox is empty')];
  const limit = () => new Promise((resolve) => setTimeout(resolve, 5));
  return {
    done,
    run: () => signOut({ first, forget: () => void done.push('forgotten'), logout: note('left'), limit }),
  };
}

test('a phone that nobody is signed in at is told nothing: the session ends when the push service knows', async () => {
  const { done, run } = phone(() => Promise.resolve());
  await run();
  expect(done).toEqual(['outbox is empty', 'push is off', 'forgotten', 'left']);
});

test.each([
  ['does not answer', never],
  ['fails', () => Promise.reject(new Error('no network'))],
])('a push service that %s keeps nobody signed in', async (_what, push) => {
  const { done, run } = phone(push);
  await run();
  expect(done).toEqual(['outbox is empty', 'forgotten', 'left']);
});
