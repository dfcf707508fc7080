/** A push service of one's own: what it gets of a notice, and what it can read of it. */
import { createECDH, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notice } from '@chengyun/console/server/notify/notifier.ts';
import { createWebPushNotifier } from '@chengyun/console/server/notify/web-push.ts';
import { startTlsFront, TEST_CA } from '@chengyun/edge/testing/tls-front.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { expect, test } from 'vitest';

const database = withTestDatabase();
const NOTICE: Notice = {
  ...{ task: 'operator/e/1', officer: 'officer-1', level: 'red', kind: 'exercise' },
  title: { zh: '积水 34 cm', en: '34 cm of water' },
  instruction: { zh: '立即封闭', en: 'Close it' },
};

test('a push service is told that there is something urgent and cannot read what; a phone that is gone is forgotten', async () => {
  const seen: { path: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
  let status = 201;
  const service = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    seen.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const front = await startTlsFront((service.address() as AddressInfo).port);
  const dataDir = await mkdtemp(join(tmpdir(), 'chengyun-push-'));
  const deps = { store: database.store(), counts: createMetrics('push').component('web-push') };
  const push = createWebPushNotifier(
    { dataDir, contact: 'https://city.example', hosts: ['localhost'] },
    { ...deps, agent: new Agent({ ca: TEST_CA }) },
  );
  await push.start();
  const phone = createECDH('prime256v1');
  const keys = { p256dh: phone.generateKeys().toString('base64url'), auth: randomBytes(16).toString('base64url') };
  const subscription = { endpoint: `https://localhost:${front.port}/push/phone-1`, keys };
  await push.subscribe('officer-1', subscription);

  await push.notify(NOTICE);
  const [first] = seen;
  expect(first?.path).toBe('/push/phone-1');
  expect(first?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '600' });
  expect(first?.headers.authorization).toContain(`k=${push.publicKey()}`);
  for (const word of ['积水', '34 cm', 'officer', '演练']) expect(first?.body.includes(word)).toBe(false);
  expect(first!.body.length).toBeGreaterThan(100);

  status = 410;
  await push.notify(NOTICE);
  await push.notify(NOTICE);
  expect(seen).toHaveLength(2);

  // Where nobody named it, nothing inside is called.
  const guarded = createWebPushNotifier({ dataDir, contact: 'https://city.example' }, deps);
  await guarded.start();
  expect(await guarded.subscribe('officer-1', subscription)).toBe(false);
  await guarded.notify(NOTICE);
  expect(seen).toHaveLength(2);

  await front.close();
  service.closeAllConnections();
  service.close();
  await rm(dataDir, { recursive: true });
});
