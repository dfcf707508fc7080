import type { Asset, ObservationsRecord } from '@chengyun/contracts';
import { topicOf } from '@chengyun/contracts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { upsertAssets } from '@chengyun/platform/store/assets.ts';
import { addDevice, revokeDevice } from '@chengyun/platform/store/devices.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readIngestConfig } from './config.ts';
import { createDownlinkSource } from './downlink-source.ts';
import { createQuarantineStore, listQuarantine } from './quarantine-store.ts';
import { createRegistrySource } from './registry-source.ts';
import { createIngest } from './service.ts';
import { bytes, CITY, EPOCH, STANDARDS, uplink } from './test-city.ts';
import { recordsIn } from './test-ingest.ts';

const database = withTestDatabase();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Ingest over a real log, with connections of its own, which the test may cut. */
async function start() {
  const url = new URL(database.databaseUrl());
  url.searchParams.set('application_name', 'ingest-under-test');
  const store = await createStore({ databaseUrl: url.href, clock: systemClock });
  const log = createPostgresLog(store, { partitions: { telemetry: 2 } });
  const ingest = createIngest(
    { ...readIngestConfig({ CHENGYUN_INGEST_RETRY_MS: '10' }), host: '127.0.0.1', port: 0 },
    {
      ...{ log, clock: systemClock, logger: silentLogger, metrics: createMetrics('ingest'), standards: STANDARDS },
      collects: readPrivacy(),
      quarantineStore: createQuarantineStore(store),
      registrySource: (registry, onReplaced) =>
        createRegistrySource({ store, registry, logger: silentLogger, onReplaced }),
      downlinkSource: (replace) => createDownlinkSource({ store, clock: systemClock, logger: silentLogger, replace }),
      owner: 'test',
    },
  );
  await ingest.start();
  closing.push(async () => {
    await ingest.stop();
    await log.close();
    await store.close();
  });
  return { ingest, log };
}

function connect(port: number, { device, secret }: { device: string; secret: string }, reconnectPeriod = 0) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    username: device,
    password: secret,
    reconnectPeriod,
    reconnectOnConnackError: true,
  });
  client.on('error', () => {});
  closing.push(() => client.endAsync(true));
  return client;
}

const cut = () =>
  database
    .store()
    .query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ingest-under-test'`);

const message = (device: string, seq: number) => {
  const at = systemClock.nowMs();
  return bytes(uplink({ device, seq, sent_at: at, items: [{ metric: 'rain.rate', at, value: seq % 100 }] }));
};

describe('ingest over PostgreSQL', () => {
  it('lets a device in as soon as it is registered, and out when it is revoked', async () => {
    const { ingest } = await start();
    await upsertAssets(database.store(), CITY.assets as Asset[]);
    const added = { id: 'new-1', kind: 'sensor', timeline: 'live', assets: ['gauge.a'] } as const;
    const credentials = await addDevice(database.store(), added, systemClock);
    const client = connect(ingest.port(), credentials, 20);
    const topic = topicOf('new-1', 'observations');
    await client.publishAsync(topic, message('new-1', 1), { qos: 1 });
    await client.publishAsync(topic, '{', { qos: 1 });
    const { rows, counts } = await listQuarantine(database.store(), { limit: 10 });
    expect(rows).toMatchObject([{ device: 'new-1', topic, reason: 'malformed-json' }]);
    expect(counts).toEqual({ 'malformed-json': 1 });
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    await revokeDevice(database.store(), 'new-1', systemClock);
    await closed;
  });

  it('has every acknowledged message once after its connections were cut at many moments', async () => {
    const { ingest, log } = await start();
    await upsertAssets(database.store(), CITY.assets as Asset[]);
    const ids = ['cut-1', 'cut-2', 'cut-3'];
    const count = 300;
    const send = async (id: string) => {
      const added = { id, kind: 'sensor', timeline: 'live', assets: ['gauge.a'] } as const;
      const credentials = await addDevice(database.store(), added, systemClock);
      const topic = topicOf(id, 'observations');
      for (let acknowledged = 0; acknowledged < count; ) {
        const client = connect(ingest.port(), credentials);
        const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
        const publishing = async () => {
          while (acknowledged < count) {
            const seqs = Array.from({ length: 10 }, (_, index) => acknowledged + 1 + index);
            await Promise.all(seqs.map((seq) => client.publishAsync(topic, message(id, seq), { qos: 1 })));
            acknowledged += seqs.length;
          }
        };
        await Promise.race([publishing().catch(() => {}), closed]);
        await client.endAsync(true);
      }
    };
    let isDone = false;
    const cutting = (async () => {
      for (let times = 0; times < 8 && !isDone; times++) {
        await cut();
        await new Promise((resolve) => setTimeout(resolve, 30 + times * 7));
      }
    })();
    await Promise.all(ids.map(send));
    isDone = true;
    await cutting;
    const records = (await Promise.all([0, 1].map((partition) => recordsIn(log, partition)))).flat();
    const seqs = (id: string) =>
      records.flatMap((record) =>
        record.k === 'obs' && record.device === id ? [(record as ObservationsRecord).seq] : [],
      );
    const all = Array.from({ length: count }, (_, index) => index + 1);
    for (const id of ids) expect(seqs(id)).toEqual(all);
    expect(new Set(records.flatMap((record) => (record.k === 'obs' ? [record.epoch] : [])))).toEqual(new Set([EPOCH]));
    await vi.waitFor(() => expect(ingest.ready().ok).toBe(true));
  });
});
