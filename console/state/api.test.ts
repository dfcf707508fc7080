import { expect, test } from 'vitest';
import { ApiError, createApi } from './api.ts';

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
const ME = { account: 'operator', role: 'operator', name: { zh: '值班员', en: 'Duty operator' }, csrf: 'token-1' };
const FACT = { timeline: 'live', epoch: '0'.repeat(16), seq: 1, at: 1, body: { kind: 'ack' as const, alarm: 'a' } };

function server(answers: Readonly<Record<string, () => Response>>) {
  const calls: { path: string; init: RequestInit | undefined }[] = [];
  const api = createApi(async (path, init) => {
    calls.push({ path, init });
    return answers[path.split('?')[0] ?? '']?.() ?? json(404, { error: { code: 'x', message: 'Not here.' } });
  });
  return { api, calls };
}

test('the session token goes with every post', async () => {
  const { api, calls } = server({
    '/api/login': () => json(200, ME),
    '/api/facts': () => json(200, { ok: true, id: 'x', duplicate: false }),
  });
  expect(await api.login('operator', 'secret')).toEqual({ ok: true, me: ME });
  expect(await api.sendFact(FACT)).toMatchObject({ ok: true });
  expect(calls[1]?.init?.headers).toMatchObject({ 'x-csrf-token': 'token-1' });
});

test('being signed out, a wrong password and a wait are answers, not errors', async () => {
  const { api } = server({
    '/api/me': () => json(401, { error: { code: 'signed-out', message: 'Please sign in.' } }),
    '/api/login': () => json(429, { error: { code: 'locked', message: 'Wait.' }, waitMs: 5000 }),
  });
  expect(await api.me()).toBeNull();
  expect(await api.login('operator', 'x')).toEqual({ ok: false, waitMs: 5000, message: 'Wait.' });
});

test('a refused fact is an answer; a lost session or a broken page is an error that the outbox retries', async () => {
  const refused = { ok: false, code: 'forbidden', message: 'No.', retryable: false };
  expect(await server({ '/api/facts': () => json(403, refused) }).api.sendFact(FACT)).toEqual(refused);
  const lost = server({ '/api/facts': () => json(401, { error: { code: 'signed-out', message: 'Sign in.' } }) });
  await expect(lost.api.sendFact(FACT)).rejects.toThrow(ApiError);
  await expect(server({}).api.transitions('a b')).rejects.toThrow('Not here.');
});

test('history asks for a span of the timeline', async () => {
  const { api, calls } = server({ '/api/history': () => json(200, { points: [{ at: 1, value: 2 }] }) });
  const span = { timeline: 'exercise:t-1', asset: 'g', metric: 'water.level', fromMs: 10, toMs: 20 };
  expect(await api.history(span)).toEqual([{ at: 1, value: 2 }]);
  expect(calls[0]?.path).toContain('timeline=exercise%3At-1&asset=g');
});
