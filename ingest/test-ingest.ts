/** An ingest with a log in memory, and real MQTT clients, for the tests of ingest. */

import { type LogRecord, type TickRecord, topicOf } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach } from 'vitest';
import { readIngestConfig } from './config.ts';
import type { DownlinkContent } from './downlink.ts';
import type { Refusal } from './quarantine.ts';
import type { Registry, RegistryContent } from './registry.ts';
import { createIngest, type Ingest } from './service.ts';
import { bytes, CITY, SECRET, STANDARDS, START_MS } from './test-city.ts';

const PARTITIONS = 2;
/** Closed after each test, last first. */
export const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A log whose appends wait, or fail, as the test says. */
export function holdable(log: Log) {
  let held: Promise<void> | null = null;
  let release = () => {};
  let failure: Error | null = null;
  const wrapped: Log = {
    ...log,
    acquire: async (...place) => {
      const writer = await log.acquire(...place);
      return {
        ...writer,
        append: async (records, options) => {
          await held;
          if (failure !== null) throw failure;
          return writer.append(records, options);
        },
      };
    },
  };
  return {
    log: wrapped,
    hold: () => {
      ({ promise: held, resolve: release } = Promise.withResolvers<void>());
    },
    release: () => release(),
    fail: (error: Error | null) => {
      failure = error;
    },
  };
}

export async function setUp(env: Record<string, string> = {}, port = 0) {
  const memory = createMemoryLog({ telemetry: PARTITIONS });
  const holder = holdable(memory);
  const refusals: Refusal[] = [];
  let replace: (content: RegistryContent) => void = () => {};
  let tellDevices: (content: DownlinkContent) => void = () => {};
  const clock = createManualClock(START_MS);
  const metrics = createMetrics('ingest');
  const ingest: Ingest = createIngest(
    { ...readIngestConfig({ CHENGYUN_INGEST_RETRY_MS: '10', ...env }), host: '127.0.0.1', port },
    {
      log: holder.log,
      clock,
      logger: silentLogger,
      metrics,
      standards: STANDARDS,
      collects: readPrivacy(),
      quarantineStore: {
        insert: async (rows) => {
          refusals.push(...rows);
        },
        prune: async () => {},
      },
      registrySource: (registry: Registry, onReplaced) => {
        replace = (content) => {
          registry.replace(content);
          onReplaced();
        };
        return { start: async () => replace(CITY), stop: async () => {} };
      },
      downlinkSource: (replaceTold) => {
        tellDevices = replaceTold;
        return { start: async () => {}, stop: async () => {} };
      },
      owner: 'test',
    },
  );
  opened.push(ingest.stop);
  await ingest.start();

  const recordsOf = (partition: number) => recordsIn(memory, partition);
  const records = async () => (await Promise.all([0, 1].map(recordsOf))).flat();
  return {
    ...holder,
    memory,
    ingest,
    metrics,
    refusals,
    records,
    recordsOf,
    clock,
    replace: (to: RegistryContent) => replace(to),
    tellDevices: (content: DownlinkContent) => tellDevices(content),
  };
}

export async function connect(ingest: Ingest, device = 'gauge-1', options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${ingest.port()}`, {
    ...{ username: device, password: SECRET, reconnectPeriod: 0, clientId: 'any' },
    ...options,
  });
  client.on('error', () => {});
  opened.push(() => client.endAsync(true));
  return client;
}

export const publish = (
  client: MqttClient,
  message: unknown,
  topic = topicOf('gauge-1', 'observations'),
  qos: 0 | 1 | 2 = 1,
) => client.publishAsync(topic, bytes(message), { qos });

/** Everything that is in a telemetry partition now. */
export async function recordsIn(log: Log, partition: number): Promise<LogRecord[]> {
  const head = await log.head('telemetry', partition);
  const records: LogRecord[] = [];
  if (head === 0) return records;
  const reading = new AbortController();
  for await (const batch of log.read('telemetry', partition, 0, reading.signal)) {
    records.push(...batch.records.map((text) => JSON.parse(text) as LogRecord));
    if (records.length >= head) break;
  }
  reading.abort();
  return records;
}

export const ticksOf = (records: readonly LogRecord[], tl: string) =>
  records.filter((record): record is TickRecord => record.k === 'tick' && record.tl === tl);

/** The CONNACK's return code. */
export function refusedConnect(ingest: Ingest, options: IClientOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const client = mqtt.connect(`mqtt://127.0.0.1:${ingest.port()}`, {
      ...{ username: 'gauge-1', password: SECRET, reconnectPeriod: 0, clientId: 'any' },
      ...options,
    });
    client.once('error', (error) => resolve((error as Error & { code: number }).code));
    client.once('connect', () => reject(new Error('it was let in')));
    opened.push(() => client.endAsync(true));
  });
}
