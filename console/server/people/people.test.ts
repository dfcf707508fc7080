/** Passwords, second factors, sessions and accounts of others, as requests on a real console with a clock that moves. */
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../audit/audit.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import { type Person, startTestConsole, type TestConsole } from '../test-console.ts';
import { base32, STEP_MS, stepAt, totpCode } from './totp.ts';

const database = withTestDatabase();
let city: TestConsole;
let engineer: Person;
let aheadMs = 0;
const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs };
const GOOD = 'tide lantern oxcart seven';

beforeAll(async () => {
  city = await startTestConsole(database.store(), { clock, sessionIdleMs: 3_600_000, sessionMaxMs: 8 * 3_600_000 });
  engineer = await city.signIn('engineer');
});
afterAll(() => city.stop());

const codeOf = async (response: Promise<Response>) => {
  const body = (await (await response).json()) as { error?: { code: string } };
  return body.error?.code ?? 'ok';
};
const bytesOf = (secret: string): Buffer => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};
const post = (body: unknown) =>
  fetch(`${city.url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const actions = async () => (await listAudit(database.store(), 200)).map(({ action }) => action);

test('a new account has to change its password before it may do anything; the policy is held; other sessions end', async () => {
  const made = await engineer.post('/api/accounts', {
    ...{ id: 'zhang-desk', role: 'operator', name: { zh: '值班二', en: 'Duty 2' }, domains: ['flood'] },
  });
  const { password } = (await made.json()) as { password: string };
  const first = await city.signIn('zhang-desk', password);
  expect(await codeOf(first.get('/api/devices'))).toBe('first-password');
  await expect(first.connect('desk')).rejects.toThrow('signed-out');
  const change = (current: string, next: string) => first.post('/api/me/password', { current, next });
  expect(await codeOf(change('wrong', GOOD))).toBe('password');
  expect(await codeOf(change(password, 'short'))).toBe('too-short');
  expect(await codeOf(change(password, 'password12345'))).toBe('guessable');
  expect(await codeOf(change(password, 'x1-zhang-desk-x'))).toBe('names-account');
  const other = await city.signIn('zhang-desk', password);
  const changed = await change(password, GOOD);
  expect(changed.status).toBe(200);
  // The session that changed it goes on under a new token; the others and the old token are gone.
  expect((await first.get('/api/me')).status).toBe(401);
  expect((await other.get('/api/me')).status).toBe(401);
  const cookie = changed.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const me = await fetch(`${city.url}/api/me`, { headers: { cookie } });
  expect(await me.json()).toMatchObject({ mustDo: null, scope: { districts: null, domains: ['flood'] } });
  expect((await post({ account: 'zhang-desk', password })).status).toBe(401);
  expect((await post({ account: 'zhang-desk', password: GOOD })).status).toBe(200);
  expect(await actions()).toEqual(
    expect.arrayContaining(['account.add', 'password.change', 'sign-in', 'sign-in.failed']),
  );
});

test('a password of the first start opens nothing but the change of it', async () => {
  const owing = (owes: boolean) =>
    database.store().query('UPDATE accounts SET must_change = $1 WHERE role = $2', [owes, 'officer']);
  const officer = await city.as('officer');
  await owing(true);
  for (const path of ['/api/basemap', '/api/procedures', '/api/push/key']) {
    expect(await codeOf(officer.get(path)), path).toBe('first-password');
  }
  expect(await codeOf(officer.post('/api/duty', { onDuty: false }))).toBe('first-password');
  expect(await codeOf(officer.post('/api/position', { lonDeg: 121.5, latDeg: 31.2 }))).toBe('first-password');
  await expect(officer.connect('field')).rejects.toThrow('signed-out');
  for (const path of ['/api/me', '/api/me/sessions']) expect((await officer.get(path)).status, path).toBe(200);
  await owing(false);
  expect((await officer.post('/api/duty', { onDuty: true })).status).toBe(200);
});

test('the cookie is out of reach of scripts and of other sites; a new sign-in is a new session and ends the one before', async () => {
  const before = await city.tryLogin('dispatcher-none');
  expect(before.status).toBe(401);
  const login = await city.tryLogin('auditor');
  const [cookie = ''] = login.headers.getSetCookie();
  expect(cookie).toMatch(/^chengyun_session=[\w-]{43}; .*HttpOnly/);
  expect(cookie).toContain('SameSite=Strict');
  const auditor = await city.signIn('auditor');
  const again = await fetch(`${city.url}/api/login`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', cookie: auditor.cookie } },
    body: JSON.stringify({ account: 'auditor', password: await city.password('auditor') }),
  });
  expect(again.headers.getSetCookie()[0]?.split(';')[0]).not.toBe(auditor.cookie);
  expect((await auditor.get('/api/me')).status).toBe(401);
});

test('a second factor: begun, confirmed, asked for; a code works once, a recovery code once; taken away by an engineer', async () => {
  const officer = await city.signIn('officer-3');
  const password = await city.password('officer-3');
  expect(await codeOf(officer.post('/api/me/second-factor/begin', { password: 'wrong' }))).toBe('password');
  const begun = await (await officer.post('/api/me/second-factor/begin', { password })).json();
  const { secret, uri } = begun as { secret: string; uri: string };
  expect(uri).toContain(`secret=${secret}&`);
  const bytes = bytesOf(secret);
  expect(base32(bytes)).toBe(secret);
  const codeNow = () => totpCode(bytes, stepAt(clock.nowMs()));
  // Not in force before a code was given: the password alone still opens.
  expect((await city.tryLogin('officer-3')).status).toBe(200);
  expect(await codeOf(officer.post('/api/me/second-factor/confirm', { code: '000000' }))).toBe('second-factor-wrong');
  const confirmed = await officer.post('/api/me/second-factor/confirm', { code: codeNow() });
  const { codes } = (await confirmed.json()) as { codes: string[] };
  expect(new Set(codes).size).toBe(10);
  expect((await officer.get('/api/me')).status).toBe(401);

  expect(await codeOf(city.tryLogin('officer-3'))).toBe('second-factor');
  // The code that confirmed it does not open the door as well.
  expect(await codeOf(city.tryLogin('officer-3', { code: codeNow() }))).toBe('second-factor-wrong');
  aheadMs += STEP_MS;
  const code = codeNow();
  const twice = await Promise.all([city.tryLogin('officer-3', { code }), city.tryLogin('officer-3', { code })]);
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
  expect((await engineer.post('/api/accounts/officer-3/unlock', {})).status).toBeLessThan(500);
  const [recovery = ''] = codes;
  expect((await city.tryLogin('officer-3', { code: recovery })).status).toBe(200);
  expect((await city.tryLogin('officer-3', { code: recovery })).status).toBe(401);

  const { rows } = await database.store().query<{ row: string }>('SELECT accounts::text AS row FROM accounts');
  expect(rows.map(({ row }) => row).join()).not.toContain(bytes.toString('hex'));
  expect((await engineer.post('/api/accounts/officer-3/second-factor/remove', {})).status).toBe(200);
  expect((await city.tryLogin('officer-3')).status).toBe(200);
  expect(await actions()).toEqual(expect.arrayContaining(['second-factor.on', 'second-factor.off']));
});

test('sessions are listed and closed by their owner alone, and end when idle and when old', async () => {
  const [desk, phone] = [await city.signIn('officer-1'), await city.signIn('officer-1')];
  const list = async () =>
    (await (await desk.get('/api/me/sessions')).json()) as { own: string; sessions: { id: string }[] };
  const { own, sessions } = await list();
  expect(sessions.map(({ id }) => id)).toContain(own);
  const foreign = await city.signIn('officer-2');
  expect((await foreign.post('/api/me/sessions/close', { id: own })).status).toBe(404);
  expect((await desk.post('/api/me/sessions/close', { id: 'others' })).status).toBe(200);
  expect((await phone.get('/api/me')).status).toBe(401);
  expect((await list()).sessions).toHaveLength(1);
  aheadMs += 3_600_001;
  expect((await desk.get('/api/me')).status).toBe(401);
  engineer = await city.signIn('engineer');
  for (let half = 0; half < 15; half++) {
    aheadMs += 1_800_000;
    expect((await engineer.get('/api/me')).status).toBe(200);
  }
  aheadMs += 1_900_000;
  expect((await engineer.get('/api/me')).status).toBe(401);
  engineer = await city.signIn('engineer');
});

test('rights change at once and end the sessions; nobody changes their own; a lock-out is seen, lifted and audited', async () => {
  const operator = await city.signIn('operator');
  expect((await engineer.post('/api/accounts/operator/change', { role: 'dispatcher' })).status).toBe(200);
  expect((await operator.get('/api/me')).status).toBe(401);
  const dispatcher = await city.signIn('operator');
  expect(await (await dispatcher.get('/api/me')).json()).toMatchObject({ role: 'dispatcher' });
  expect((await dispatcher.get('/api/quarantine')).status).toBe(403);
  await engineer.post('/api/accounts/operator/change', { role: 'operator' });
  for (const path of ['engineer/change', 'engineer/lock', 'wall/lock', 'nobody/reset', 'wall/reset']) {
    expect((await engineer.post(`/api/accounts/${path}`, {})).status, path).toBe(409);
  }
  expect((await engineer.post('/api/accounts', { id: 'x', role: 'wall', name: { zh: '幕', en: 'W' } })).status).toBe(
    400,
  );
  for (let i = 0; i < 4; i++) expect((await post({ account: 'operator', password: 'wrong' })).status).toBe(401);
  const locked = await city.tryLogin('operator');
  expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '5']);
  const { waiting } = (await (await engineer.get('/api/accounts')).json()) as { waiting: { account: string }[] };
  expect(waiting.map(({ account }) => account)).toEqual(['operator']);
  expect((await engineer.post('/api/accounts/operator/unlock', {})).status).toBe(200);
  expect((await city.tryLogin('operator')).status).toBe(200);
  expect(await actions()).toEqual(expect.arrayContaining(['account.change', 'account.unlock']));
  expect(await verifyAudit(database.store())).toMatchObject({ brokenAt: null });
});

test('a hash of an older make is made anew when its password comes', async () => {
  // One with no sign-ins of this minute behind it: see the limit of the route.
  const fresh = await startTestConsole(database.store(), { clock, dataDir: city.dataDir });
  const password = await city.password('officer-4');
  const old = await hash(password, { memoryCost: 4096, timeCost: 1, parallelism: 1 });
  const store = database.store();
  await store.query("UPDATE accounts SET password_hash = $1 WHERE id = 'officer-4'", [old]);
  expect((await fresh.tryLogin('officer-4')).status).toBe(200);
  const { rows } = await store.query<{ password_hash: string }>(
    "SELECT password_hash FROM accounts WHERE id = 'officer-4'",
  );
  expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect((await fresh.tryLogin('officer-4')).status).toBe(200);
  await fresh.stop();
});

test('a role that needs a second factor may do nothing but set one up', async () => {
  const strict = await startTestConsole(database.store(), {
    ...{ clock, dataDir: city.dataDir, secondFactorRoles: ['auditor'] },
  });
  const auditor = await strict.signIn('auditor');
  expect(await codeOf(auditor.get('/api/audit'))).toBe('first-second-factor');
  const { secret } = (await (
    await auditor.post('/api/me/second-factor/begin', { password: await city.password('auditor') })
  ).json()) as { secret: string };
  const code = totpCode(bytesOf(secret), stepAt(clock.nowMs()));
  const confirmed = await auditor.post('/api/me/second-factor/confirm', { code });
  const cookie = confirmed.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const audit = await fetch(`${strict.url}/api/audit`, { headers: { cookie } });
  expect(await audit.json()).toMatchObject({ newest: expect.any(Array) });
  await strict.stop();
});
