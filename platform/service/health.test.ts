import { afterEach, expect, test } from 'vitest';
import { createHealthRoutes, createHealthServer, type HealthServer } from './health.ts';
import { createMetrics } from './metrics.ts';

const open: HealthServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

async function serve(ready: () => { ok: boolean; detail: string }): Promise<string> {
  const metrics = createMetrics('ingest');
  metrics.gauge('chengyun_queue_length', 'Waiting messages.').set(1);
  const server = createHealthServer({ name: 'ingest', port: 0, routes: createHealthRoutes(metrics, ready) });
  await server.start();
  open.push(server);
  return `http://127.0.0.1:${server.port()}`;
}

test('readyz is 503 with the reason until the service serves', async () => {
  let state = { ok: false, detail: 'waiting for the database' };
  const url = await serve(() => state);
  const before = await fetch(`${url}/readyz`);
  expect([before.status, await before.json()]).toEqual([503, state]);
  state = { ok: true, detail: 'running' };
  const after = await fetch(`${url}/readyz`);
  expect([after.status, await after.json()]).toEqual([200, state]);
});

test('healthz, metrics and nothing else', async () => {
  const url = await serve(() => ({ ok: true, detail: 'running' }));
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const metrics = await fetch(`${url}/metrics?x=1`);
  expect(metrics.headers.get('content-type')).toContain('text/plain');
  expect(await metrics.text()).toContain('chengyun_queue_length{service="ingest"} 1');
  expect((await fetch(`${url}/secrets`)).status).toBe(404);
  expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
});

test('a taken port is one sentence that names it', async () => {
  const url = await serve(() => ({ ok: true, detail: 'running' }));
  const port = Number(new URL(url).port);
  const routes = createHealthRoutes(createMetrics('archive'), () => ({ ok: true, detail: '' }));
  const second = createHealthServer({ name: 'archive', port, routes });
  await expect(second.start()).rejects.toThrow(`Port ${port} for the health page of archive is already in use.`);
});
