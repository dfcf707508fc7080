import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpApp } from './http-app.ts';
import { signedIn } from './http-session.ts';
import type { Session, Sessions } from './sessions.ts';

const PAGE = `<!doctype html><title>城运</title>${'<p>水位</p>'.repeat(300)}`;
const SESSION: Session = { account: 'officer-1', role: 'officer', name: { zh: '队', en: 'Crew' }, csrf: 'right' };
const sessions: Sessions = {
  open: async () => ({ token: 't', csrf: 'right' }),
  find: async (token) => (token === 't' ? SESSION : null),
  close: async () => {},
  sweep: async () => {},
};
const cookies = { chengyun_session: 't' };
let folder: string;
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chengyun-dist-'));
  for (const page of ['desk', 'field', 'login', 'assets']) await mkdir(join(folder, page));
  for (const page of ['desk', 'field', 'login']) await writeFile(join(folder, page, 'index.html'), PAGE);
  await writeFile(join(folder, 'assets', 'desk-abc.js'), `console.log(${'1+'.repeat(2000)}1)`);
  await writeFile(join(folder, 'field', 'sw.js'), '1');
  app = await createHttpApp({
    ...{ distDir: folder, origin: null, sessions, logger: silentLogger },
    health: async (path) => ({ status: 200, contentType: 'text/plain', body: path }),
    routes: (http) => {
      http.post(
        '/api/any',
        signedIn(null, async () => ({ done: true })),
      );
      http.post(
        '/api/desk-only',
        signedIn(['operator'], async () => ({ done: true })),
      );
      http.get('/api/broken', async () => {
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
  expect(await post('/api/any', false)).toBe(401);
  expect(await post('/api/any', true)).toBe(403);
  expect(await post('/api/any', true, 'wrong')).toBe(403);
  expect(await post('/api/any', true, 'right')).toBe(200);
  expect(await post('/api/desk-only', true, 'right')).toBe(403);
});

test('an inner error is not told to the outside; health is for this machine only', async () => {
  const broken = await app.inject({ url: '/api/broken' });
  expect(broken.statusCode).toBe(500);
  expect(broken.body).not.toContain('secret');
  expect((await app.inject({ url: '/healthz' })).body).toBe('/healthz');
  expect((await app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })).statusCode).toBe(404);
});
