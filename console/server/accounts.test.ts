import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { expect, test } from 'vitest';
import { ensureAccounts, findLogin, listOfficers, setDuty } from './accounts.ts';
import { checkPassword, generatePassword } from './passwords.ts';
import { createSessions, sessionFromCookies } from './sessions.ts';

const database = withTestDatabase();

test('accounts are made once; their passwords differ, open their own account only, and are nowhere in the store', async () => {
  const store = database.store();
  const folder = await mkdtemp(join(tmpdir(), 'chengyun-accounts-'));
  const config = { dataDir: folder, firstPasswords: 'change' } as const;
  const made = await ensureAccounts(store, config);
  expect(new Set(made.map(({ password }) => password)).size).toBe(7);
  expect(await ensureAccounts(store, config)).toEqual([]);
  const file = await readFile(join(folder, 'first-passwords.txt'), 'utf8');
  const [operator, officer] = made;
  expect(file).toContain(operator?.password);
  const login = await findLogin(store, 'operator');
  expect(await checkPassword(login!.hash, operator!.password)).toBe(true);
  expect(await checkPassword(login!.hash, officer!.password)).toBe(false);
  const wall = await findLogin(store, 'wall');
  expect(await checkPassword(wall!.hash, wall!.hash)).toBe(false);
  const { rows } = await store.query<{ all: string }>("SELECT string_agg(accounts::text, ' ') AS all FROM accounts");
  for (const { password } of made) expect(rows[0]?.all).not.toContain(password);
  const owing = await store.query<{ id: string }>('SELECT id FROM accounts WHERE must_change ORDER BY id');
  expect(owing.rows.map(({ id }) => id)).toEqual(made.map(({ account }) => account).sort());
  expect((await listOfficers(store)).map((account) => account.name.zh)).toContain('泵闸所');
  await setDuty(store, 'officer-2', false);
  expect((await listOfficers(store)).find((account) => account.id === 'officer-2')?.onDuty).toBe(false);
  await rm(folder, { recursive: true });
});

test('a session ends when idle, when old and when closed; the wall’s does not grow old', async () => {
  const clock = createManualClock(1_700_000_000_000);
  const config = { sessionIdleMs: 600_000, sessionMaxMs: 3_600_000 };
  const sessions = createSessions(config, { store: database.store(), clock });
  const [operator, idle, wall] = [
    await sessions.open('operator'),
    await sessions.open('operator'),
    await sessions.open('wall'),
  ];
  for (let minutes = 0; minutes < 60; minutes += 5) {
    clock.advance(5 * 60_000);
    expect(await sessions.find(operator.token)).toMatchObject({ account: 'operator', csrf: operator.csrf });
    await sessions.find(wall.token);
  }
  expect(await sessions.find(idle.token)).toBeNull();
  clock.advance(60_000);
  expect(await sessions.find(operator.token)).toBeNull();
  expect(await sessions.find(wall.token)).toMatchObject({ role: 'wall' });
  await sessions.sweep();
  const header = `other=1; chengyun_session=${wall.token}`;
  expect(await sessionFromCookies(sessions, header, false)).toMatchObject({ account: 'wall' });
  await sessions.close(wall.token);
  expect(await sessionFromCookies(sessions, header, false)).toBeNull();
  expect(await sessionFromCookies(sessions, undefined, false)).toBeNull();
});

test('generated passwords have 16 letters without look-alikes', () => {
  for (let i = 0; i < 20; i += 1) expect(generatePassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
});
