/** Whoever's account is changed is told: by push where a browser subscribed, and at the next sign-in always. */
import { createECDH, randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountChange } from '../../state/account-changes.ts';
import { type Person, startTestConsole, type TestConsole } from '../test-console.ts';
import { resetPassword } from './account-book.ts';

const database = withTestDatabase();
let city: TestConsole;
let engineer: Person;
/** Where the push service would be: it counts who knocks and hangs up before TLS. */
let pushService: Server;
let knocks = 0;

beforeAll(async () => {
  pushService = createServer((socket) => {
    knocks += 1;
    socket.on('error', () => undefined).destroy();
  });
  await new Promise<void>((resolve) => pushService.listen(0, '127.0.0.1', resolve));
  city = await startTestConsole(database.store(), { pushHosts: ['127.0.0.1'] });
  engineer = await city.signIn('engineer');
});
afterAll(async () => {
  await city.stop();
  pushService.close();
});

const kinds = (changes: readonly AccountChange[]) => changes.map(({ action, by }) => `${action} by ${by}`);
const ofAnswer = async (response: Response | Promise<Response>): Promise<readonly string[]> => {
  const { changes } = (await (await response).json()) as { changes: readonly AccountChange[] };
  return kinds(changes);
};

test('the owner is told at the next sign-in, once, and finds it on the page of the account', async () => {
  const before = Date.now();
  expect(await ofAnswer(city.tryLogin('officer-1'))).toEqual([]);
  const reset = await engineer.post('/api/accounts/officer-1/reset', {});
  const { password } = (await reset.json()) as { password: string };
  const first = await city.tryLogin('officer-1', { password });
  const { changes } = (await first.clone().json()) as { changes: readonly AccountChange[] };
  expect(kinds(changes)).toEqual(['account.reset by engineer']);
  expect(changes[0]?.at).toBeGreaterThan(before - 60_000);
  expect(await ofAnswer(city.tryLogin('officer-1', { password }))).toEqual([]);

  const own = await city.signIn('officer-1', password);
  // Who owes a new password sees it all the same.
  expect(await ofAnswer(own.get('/api/me/changes'))).toEqual(['account.reset by engineer']);
  const next = 'tide lantern oxcart seven';
  expect((await own.post('/api/me/password', { current: password, next })).status).toBe(200);
  const [other, here] = [await city.signIn('officer-1', next), await city.signIn('officer-1', next)];
  expect((await here.post('/api/me/sessions/close', { id: 'others' })).status).toBe(200);
  expect((await other.get('/api/me')).status).toBe(401);
  // Nothing left to close is nothing to tell.
  expect((await here.post('/api/me/sessions/close', { id: 'others' })).status).toBe(200);
  expect(await ofAnswer(city.tryLogin('officer-1', { password: next }))).toEqual(['session.close by officer-1']);
  expect(await ofAnswer(here.get('/api/me/changes'))).toEqual([
    'session.close by officer-1',
    'password.change by officer-1',
    'account.reset by engineer',
  ]);
  const foreign = await city.signIn('officer-3');
  expect(await ofAnswer(foreign.get('/api/me/changes'))).toEqual([]);
});

test('a subscribed browser of the account is called, from the console and from the command line', async () => {
  const officer = await city.signIn('officer-2');
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  const { port } = pushService.address() as AddressInfo;
  const subscription = {
    endpoint: `https://127.0.0.1:${port}/push`,
    keys: { p256dh: curve.getPublicKey().toString('base64url'), auth: randomBytes(16).toString('base64url') },
  };
  expect((await officer.post('/api/push/subscribe', subscription)).status).toBe(200);
  const inside = { ...subscription, endpoint: 'https://169.254.169.254/push' };
  expect((await officer.post('/api/push/subscribe', inside)).status).toBe(422);
  expect((await engineer.post('/api/accounts/officer-4/change', { skills: ['traffic'] })).status).toBe(200);
  expect((await engineer.post('/api/accounts/officer-2/change', { skills: ['flood'] })).status).toBe(200);
  await expect.poll(() => knocks).toBe(1);
  await resetPassword(database.store(), 'officer-2', 'cli');
  await expect.poll(() => knocks).toBe(2);
});
