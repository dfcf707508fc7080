import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERYBODY } from './access/access-table.ts';
import type { GuardDeps } from './access/guard.ts';
import { WHOLE_CITY } from './access/scope.ts';
import { createHttpApp } from './http-app.ts';
import { signedIn } from './http-session.ts';
import type { Session, Sessions } from './sessions.ts';

const PAGE = `<!doctype html><title>城运</title>${'<p>水位</p>'.repeat(300)}`;
const SESSION: Session = {
  ...{ id: 's', account: 'officer-1', role: 'officer', name: { zh: '队', en: 'Crew' }, csrf: 'right' },
  ...{ scope: WHOLE_CITY, mustDo: null },
};
const TOKEN = 't'.repeat(43);
const sessions: Sessions = {
  open: async () => ({ token: TOKEN, csrf: 'right' }),
  find: async (token) => (token === TOKEN ? SESSION : null),
  close: async () => {},
  sweep: async () => {},
  list: async () => [],
  closeById: async () => false,
  closeAll: async () => 0,
  onClosed: () => {},
};
const guard: GuardDeps = {
  sessions,
  originAllowed: (origin, host) => origin === undefined || origin === `http://${host}`,
  places: { sees: () => true, districtOf: () => null, nearestUnit: () => null },
  privacy: { who: () => EVERYBODY },
  assetOfAlarm: async () => null,
  assetsOfDevice: () => null,
  bearers: { cap: async () => false, share: async () => false },
};
const cookies = { chengyun_session: TOKEN };
let folder: string;
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chengyun-dist-'));
  for (const page of ['desk', 'field', 'login', 'assets']) await mkdir(join(folder, page));
  for (const page of ['desk', 'field', 'login']) await writeFile(join(folder, page, 'index.html'), PAGE);
  await writeFile(join(folder, 'assets', 'desk-abc.js'), `console.log(${'1+'.repeat(2000)}1)`);
  await writeFile(join(folder, 'field', 'sw.js'), '1');
  app = await createHttpApp({
    ...{ distDir: folder, origin: null, proxies: [], guard, logger: silentLogger },
    health: async (path) => ({ status: 200, contentType: 'text/plain', body: path }),
    routes: (http) => {
      http.post(
        '/api/duty',
        signedIn(async () => ({ done: true })),
      );
      http.post(
        '/api/rules/check',
        signedIn(async () => ({ done: true })),
      );
      http.get('/api/me', async () => {
        throw new Error('secret detail of the inside');
      });
    },
  });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

test('pages come compressed, with or without a slash, and always fresh; hashed files may be kept for ever', async () => {
  for (const url of ['/desk', '/desk/', '/field', '/login']) {
    const { headers, rawPayload } = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'no-cache', vary: 'accept-encoding' });
    expect(brotliDecompressSync(rawPayload).toString()).toBe(PAGE);
  }
  const script = await app.inject({ url: '/assets/desk-abc.js', headers: { 'accept-encoding': 'gzip' } });
  expect(script.headers['cache-control']).toContain('immutable');
  expect(script.rawPayload.length).toBeLessThan(200);
  expect(gunzipSync(script.rawPayload).toString()).toContain('console.log');
  expect((await app.inject({ url: '/desk' })).body).toBe(PAGE);
  expect((await app.inject({ url: '/field/sw.js' })).headers['service-worker-allowed']).toBe('/');
});

test('nothing outside of the built app can be read', async () => {
  for (const url of ['/../accounts.ts', '/%2e%2e/secrets.json', '/desk/../../x']) {
    expect((await app.inject({ url })).statusCode).toBeGreaterThanOrEqual(400);
  }
});

test('a post needs a session, its token and the role', async () => {
  const post = async (url: string, signed: boolean, token?: string) => {
    const headers = token ? { 'x-csrf-token': token } : {};
    return (await app.inject({ method: 'POST', url, headers, ...(signed ? { cookies } : {}) })).statusCode;
  };
  expect(await post('/api/duty', false)).toBe(401);
  expect(await post('/api/duty', true)).toBe(403);
  expect(await post('/api/duty', true, 'wrong')).toBe(403);
  expect(await post('/api/duty', true, 'right')).toBe(200);
  expect(await post('/api/rules/check', true, 'right')).toBe(403);
});

test('a post of another site is refused, with or without a session, and so is a route that no line allows', async () => {
  const from = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/duty', cookies, headers: { 'x-csrf-token': 'right', ...headers } });
  expect((await from({ origin: 'https://evil.example', host: 'ops.example' })).statusCode).toBe(403);
  expect((await from({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  expect((await from({ origin: 'http://ops.example', host: 'ops.example' })).statusCode).toBe(200);
  const open = createHttpApp({
    ...{ distDir: folder, origin: null, proxies: [], guard, logger: silentLogger, health: async () => null },
    routes: (http) => void http.get('/api/forgotten', async () => 'open to all'),
  });
  await expect(open).rejects.toThrow('The route GET /api/forgotten has no line in access/access-table.ts.');
});

test('behind a proxy the sender is whom it names; without one nobody is believed', async () => {
  const seen = async (proxies: readonly string[]) => {
    const made = await createHttpApp({
      ...{ distDir: folder, origin: 'https://ops.example', proxies, guard, logger: silentLogger, routes: () => {} },
      health: async () => ({ status: 200, contentType: 'text/plain', body: 'ok' }),
    });
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const { statusCode } = await made.inject({ url: '/metrics', headers, remoteAddress: '127.0.0.1' });
    await made.close();
    return statusCode;
  };
  // Metrics answer this machine only: a visitor from outside must not pass for it.
  expect(await seen(['loopback'])).toBe(404);
  expect(await seen([])).toBe(200);
});

test('a page carries the headers of a careful site', async () => {
  const { headers } = await app.inject({ url: '/login' });
  const policy = String(headers['content-security-policy']);
  for (const part of ["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "object-src 'none'"]) {
    expect(policy).toContain(part);
  }
  expect(policy).not.toContain('unsafe');
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
});

test('a part of a page carries what concerns a part, and no more', async () => {
  const { headers } = await app.inject({ url: '/assets/desk-abc.js' });
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  });
  expect(headers['content-security-policy']).toBeUndefined();
  // What a page is loaded from, and what runs by itself, keeps them all.
  for (const url of ['/field/sw.js', '/login']) {
    expect((await app.inject({ url })).headers['content-security-policy'], url).toContain("script-src 'self'");
  }
});

test('an inner error is not told to the outside; health is for this machine only', async () => {
  const broken = await app.inject({ url: '/api/me', cookies });
  expect(broken.statusCode).toBe(500);
  expect(broken.body).not.toContain('secret');
  expect((await app.inject({ url: '/healthz' })).body).toBe('/healthz');
  expect((await app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode).toBe(404);
});
