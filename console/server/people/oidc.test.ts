/** Against a real OpenID provider on this machine: the whole way, and what is wrong on it. */

import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { freePort, withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestConsole, type TestConsole } from '../test-console.ts';
import { OIDC_FILE, readOidcConfig } from './oidc.ts';

const database = withTestDatabase();
let city: TestConsole;
let server: Server;
let issuer = '';
const GROUPS: Readonly<Record<string, readonly string[]>> = { li: ['duty'], wang: ['flood-crew'], zhao: ['canteen'] };

beforeAll(async () => {
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}`;
  const first = await startTestConsole(database.store());
  const { dataDir } = first;
  const consolePort = new URL(first.url).port;
  const roles = [
    { claim: 'groups', value: 'duty', role: 'operator' },
    { claim: 'groups', value: 'flood-crew', role: 'officer', domains: ['flood'] },
  ];
  const file = {
    issuer,
    clientId: 'chengyun',
    clientSecret: 's'.repeat(40),
    name: { zh: '统一认证', en: 'City login' },
    roles,
  };
  await writeFile(join(dataDir, OIDC_FILE), JSON.stringify(file), { mode: 0o600 });
  await first.service.stop();
  city = await startTestConsole(database.store(), { dataDir, port: Number(consolePort) });
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: 'chengyun', client_secret: 's'.repeat(40), token_endpoint_auth_method: 'client_secret_post' },
        redirect_uris: [`${city.url}/api/oidc/callback`],
      },
    ],
    claims: { openid: ['sub', 'groups'] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, groups: GROUPS[id] ?? [] }) }),
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
  });
  server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
});
afterAll(async () => {
  await city.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A browser with cookies for both sites, which fills in the provider's form; where it ends, and its cookies. */
async function walk(person: string, meddle: (url: URL) => URL = (url) => url) {
  const jar = new Map<string, Map<string, string>>();
  let url = new URL('/api/oidc/start', city.url);
  let form: string | null = null;
  for (let hop = 0; hop < 15; hop++) {
    const cookies = jar.get(url.host) ?? new Map<string, string>();
    jar.set(url.host, cookies);
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === null ? {} : { method: 'POST', body: form }),
    });
    form = null;
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url);
      if (url.pathname === '/api/oidc/callback') url = meddle(url);
      if (url.origin === city.url && !url.pathname.startsWith('/api/')) break;
      continue;
    }
    const page: string = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`no way on from ${url}: ${page.slice(0, 300)}`);
    url = new URL(action, url);
    form = page.includes('name="login"') ? `prompt=login&login=${person}&password=x` : 'prompt=consent';
  }
  const session = jar.get(new URL(city.url).host)?.get('chengyun_session') ?? '';
  const me = await fetch(`${city.url}/api/me`, { headers: { cookie: `chengyun_session=${session}` } });
  return { end: `${url.pathname}${url.search}`, session, me: (await me.json()) as Record<string, unknown> };
}

test('who has a group that gives a role comes in with it and with its limits, under a name that says nothing', async () => {
  expect(await (await fetch(`${city.url}/api/oidc`)).json()).toEqual({ name: { zh: '统一认证', en: 'City login' } });
  const li = await walk('li');
  expect(li.end).toBe('/desk');
  expect(li.me).toMatchObject({ role: 'operator', scope: { districts: null, domains: null } });
  const wang = await walk('wang');
  expect(wang.end).toBe('/field/index.html');
  expect(wang.me).toMatchObject({ role: 'officer', scope: { districts: null, domains: ['flood'] } });
  expect(JSON.stringify([li.me, wang.me])).not.toMatch(/\b(li|wang)\b/);
  // The same person is the same account.
  expect((await walk('li')).me.account).toBe(li.me.account);
});

test('who has no such group, a forged state, another code and a way back without its beginning are refused', async () => {
  const zhao = await walk('zhao');
  expect([zhao.end, zhao.session]).toEqual(['/login?refused=oidc-unknown', '']);
  const changed = (name: string) => (url: URL) => {
    url.searchParams.set(name, 'forged');
    return url;
  };
  for (const name of ['state', 'code', 'iss']) {
    const walked = await walk('li', changed(name));
    expect([walked.end, walked.session], name).toEqual(['/login?refused=oidc-failed', '']);
  }
  const bare = await fetch(`${city.url}/api/oidc/callback?code=x&state=y`, { redirect: 'manual' });
  expect(bare.headers.get('location')).toBe('/login?refused=oidc-failed');
  expect(bare.headers.getSetCookie().join()).not.toContain('chengyun_session=');
});

test('a file that others may read, or that names a provider without TLS, is refused by a sentence', async () => {
  const path = join(city.dataDir, OIDC_FILE);
  const base = { clientId: 'x', name: { zh: 'a', en: 'a' }, roles: [{ claim: 'g', value: 'v', role: 'operator' }] };
  await writeFile(path, JSON.stringify({ ...base, issuer: 'http://idp.example' }));
  await expect(readOidcConfig(city.dataDir)).rejects.toThrow('names an issuer without TLS');
  await writeFile(path, JSON.stringify({ ...base, issuer: 'https://idp.example', roles: [] }));
  await expect(readOidcConfig(city.dataDir)).rejects.toThrow(/oidc\.json is wrong at \/roles/);
});
