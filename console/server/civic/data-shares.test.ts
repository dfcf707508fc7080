import { DOMAINS } from '@chengyun/domains/index.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { copyObservations, seriesIds } from '@chengyun/platform/store/observations.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../audit/audit.ts';
import { type Person, startTestConsole, type TestConsole } from '../test-console.ts';

const database = withTestDatabase();
let city: TestConsole;
let [operator, engineer, auditor]: Person[] = [];
let aheadMs = 0;
const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs };
const T0 = 1_790_000_000_000;
const wish = {
  ...{ department: '水务局', purpose: '城市内涝模型的率定与检验', metrics: ['water.level'], districts: ['unit-a'] },
  ...{ fromMs: T0, toMs: T0 + 3_600_000, expiresMs: systemClock.nowMs() + 86_400_000 },
};

beforeAll(async () => {
  const store = database.store();
  const [gauge] = DOMAINS.flatMap(({ assets }) => assets).filter(({ kind }) => kind === 'tide-gauge');
  await upsertAssets(store, [
    { ...gauge!, id: 'gauge-a', district: 'unit-a' },
    { ...gauge!, id: 'gauge-b', district: 'unit-b' },
  ]);
  const keys = ['gauge-a', 'gauge-b'].flatMap((asset) =>
    ['water.level', 'rain.intensity'].map((metric) => ({ timeline: 'live', asset, metric })),
  );
  const ids = await seriesIds(store, keys);
  const row = { qualityCode: 0, flagBits: 0, tick: 1, partition: 0, item: 0 };
  const times = [T0 - 1000, T0, T0 + 60_000, T0 + 3_600_000];
  await store
    .query('CREATE TABLE IF NOT EXISTS observations_made PARTITION OF observations DEFAULT')
    .catch(() => undefined);
  await store.tx((client) =>
    copyObservations(
      client,
      ids.flatMap((series, n) => times.map((atMs, i) => ({ ...row, series, atMs, value: n, logOffset: n * 10 + i }))),
    ),
  );
  city = await startTestConsole(store, { clock });
  [operator, engineer, auditor] = [await city.as('operator'), await city.as('engineer'), await city.as('auditor')];
});
afterAll(() => city.stop());

const read = async (token: string, query: string) => {
  const response = await fetch(`${city.url}/api/shared/readings?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, body: (await response.json()) as { readings: { asset: string; at: number }[] } };
};

test('asked for by one, approved by another, read within its limits, ended, over by itself, every step audited', async () => {
  const asked = await operator!.post('/api/shares', wish);
  const { id } = (await asked.json()) as { id: string };
  expect((await operator!.post(`/api/shares/${id}/approve`, {})).status).toBe(403);
  const approved = await engineer!.post(`/api/shares/${id}/approve`, {});
  const { token } = (await approved.json()) as { token: string };
  const { status, body } = await read(token, 'metric=water.level');
  expect([status, body.readings.map(({ asset, at }) => [asset, at])]).toEqual([
    200,
    [
      ['gauge-a', T0],
      ['gauge-a', T0 + 60_000],
    ],
  ]);
  expect((await read(token, 'metric=rain.intensity')).status).toBe(403);
  expect((await read(token, 'metric=water.level&from=0')).body.readings).toHaveLength(2);
  for (const forged of ['x'.repeat(43), token.slice(1), id])
    expect((await read(forged, 'metric=water.level')).status).toBe(401);
  // A share is no session: nothing else opens.
  const other = await fetch(`${city.url}/api/devices`, { headers: { authorization: `Bearer ${token}` } });
  expect(other.status).toBe(401);
  expect((await auditor!.post(`/api/shares/${id}/approve`, {})).status).toBe(409);
  aheadMs = 86_400_001;
  expect((await read(token, 'metric=water.level')).status).toBe(401);
  aheadMs = 0;
  expect((await auditor!.post(`/api/shares/${id}/end`, {})).status).toBe(200);
  expect((await read(token, 'metric=water.level')).status).toBe(401);
  const acts = (await listAudit(database.store(), 50)).map(({ action }) => action);
  expect(acts).toEqual(expect.arrayContaining(['share.ask', 'share.approve', 'share.read', 'share.end']));
});

test('nobody approves what they asked for; what counts people, has no end or no purpose is refused', async () => {
  const { id } = (await (await engineer!.post('/api/shares', wish)).json()) as { id: string };
  expect(await (await engineer!.post(`/api/shares/${id}/approve`, {})).text()).toContain('Another person');
  expect((await auditor!.post(`/api/shares/${id}/refuse`, { reason: '用途不明确' })).status).toBe(200);
  expect((await auditor!.post(`/api/shares/${id}/approve`, {})).status).toBe(409);
  for (const [part, status] of [
    [{ metrics: ['crowd.density'] }, 409],
    [{ expiresMs: systemClock.nowMs() + 400 * 86_400_000 }, 409],
    [{ expiresMs: 1 }, 409],
    [{ toMs: T0 }, 409],
    [{ purpose: 'x' }, 400],
    [{ metrics: [] }, 400],
  ] as const) {
    expect((await operator!.post('/api/shares', { ...wish, ...part })).status, JSON.stringify(part)).toBe(status);
  }
});
