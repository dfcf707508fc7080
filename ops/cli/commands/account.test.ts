import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLogin } from '@chengyun/console/server/accounts.ts';
import { listAudit } from '@chengyun/console/server/audit/audit.ts';
import { createLoginThrottle } from '@chengyun/console/server/login-throttle.ts';
import { checkPassword } from '@chengyun/console/server/passwords.ts';
import { createSessions } from '@chengyun/console/server/sessions.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CommandContext } from '../command.ts';
import { ACCOUNT } from './account.ts';

const database = withTestDatabase();
const folder = mkdtempSync(join(tmpdir(), 'chengyun-account-'));
beforeAll(() => void vi.stubEnv('CHENGYUN_DATABASE_URL', database.databaseUrl()));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function run(name: string, args: readonly string[], options: CommandContext['options'] = {}) {
  let json: unknown = null;
  const lines: string[] = [];
  const command = ACCOUNT.find((one) => one.name === `account ${name}`)!;
  const code = await command.run({
    ...{ args, options: { ...options, 'data-dir': folder }, note: () => {} },
    print: (text) => void lines.push(text),
    json: (value) => {
      json = value;
    },
  });
  return { code, json: json as { password?: string }, text: lines.join('\n') };
}

test('an account is made, limited, closed, opened, unlocked and reset from the command line, and every act is audited', async () => {
  const store = database.store();
  const made = await run('add', ['crew-9'], { role: 'officer', zh: '防汛九队', en: 'Crew 9', domains: 'flood' });
  const login = await findLogin(store, 'crew-9');
  expect(await checkPassword(login?.hash ?? null, made.json.password ?? '')).toBe(true);
  expect(login?.account.scope).toEqual({ districts: null, domains: ['flood'] });
  await run('change', ['crew-9'], { districts: 'unit-a,unit-b' });
  expect((await findLogin(store, 'crew-9'))?.account.scope).toEqual({
    ...{ districts: ['unit-a', 'unit-b'], domains: ['flood'] },
  });
  const sessions = createSessions({ sessionIdleMs: 1e9, sessionMaxMs: 1e9 }, { store, clock: systemClock });
  const { token } = await sessions.open('crew-9');
  await run('lock', ['crew-9']);
  expect(await sessions.find(token)).toBeNull();
  for (let i = 0; i < 5; i++) await createLoginThrottle(systemClock, store).attempt('crew-9', '192.0.2.1');
  expect((await run('list', [])).text).toMatch(/crew-9 +officer +closed, locked out, first password, districts unit-a/);
  await run('open', ['crew-9']);
  await run('unlock', ['crew-9']);
  await expect(run('unlock', ['crew-9'])).rejects.toThrow('crew-9 is not locked out.');
  const reset = await run('reset', ['crew-9']);
  const again = await findLogin(store, 'crew-9');
  expect(await checkPassword(again?.hash ?? null, reset.json.password ?? '')).toBe(true);
  const acts = (await listAudit(store, 20)).map(({ actor, action }) => `${actor} ${action}`).reverse();
  expect(acts).toEqual(['add', 'change', 'lock', 'open', 'unlock', 'reset'].map((act) => `cli account.${act}`));
});

test('what cannot be done is one sentence', async () => {
  await expect(run('add', ['Zhang San'], { role: 'officer' })).rejects.toThrow('"Zhang San" is no name of an account');
  await expect(run('add', ['boss'], { role: 'king' })).rejects.toThrow('There is no role "king".');
  await expect(run('add', ['crew-9'], { role: 'officer' })).rejects.toThrow('There is an account crew-9 already.');
  await expect(run('lock', ['nobody'])).rejects.toThrow('There is no account nobody of a person.');
  expect((await run('second-factor-off', ['crew-9'])).code).toBe(1);
});
