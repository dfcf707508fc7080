import { connect as connectSocket } from 'node:net';
import { type FactRecord, type LogRecord, type TickRecord, topicOf } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readIngestConfig } from './config.ts';
import type { Refusal } from './quarantine.ts';
import type { Registry, RegistryContent } from './registry.ts';
import { createIngest, type Ingest } from './service.ts';
import { bytes, CITY, EPOCH, REPLAY_MS, SECRET, STANDARDS, START_MS, uplink } from './test-city.ts';

const PARTITIONS = 2;
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A log whose appends wait, or fail, as the test says. */
function holdable(log: Log) {
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

async function setUp(env: Record<string, string> = {}) {
  const memory = createMemoryLog({ telemetry: PARTITIONS });
  const holder = holdable(memory);
  const refusals: Refusal[] = [];
  let replace: (content: RegistryContent) => void = () => {};
  const metrics = createMetrics('ingest');
  const ingest: Ingest = createIngest(
    { ...readIngestConfig({ CHENGYUN_INGEST_RETRY_MS: '10', ...env }), host: '127.0.0.1', port: 0 },
    {
      log: holder.log,
      clock: createManualClock(START_MS),
      logger: silentLogger,
      metrics,
      standards: STANDARDS,
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
      owner: 'test',
    },
  );
  await ingest.start();
  opened.push(ingest.stop);

  const recordsOf = async (partition: number): Promise<LogRecord[]> => {
    const head = await memory.head('telemetry', partition);
    const records: LogRecord[] = [];
    const reading = new AbortController();
    if (head === 0) return records;
    for await (const batch of memory.read('telemetry', partition, 0, reading.signal)) {
      records.push(...batch.records.map((text) => JSON.parse(text) as LogRecord));
      if (records.length >= head) break;
    }
    return records;
  };
  const records = async () => (await Promise.all([0, 1].map(recordsOf))).flat();
  return {
    ...holder,
    memory,
    ingest,
    metrics,
    refusals,
    records,
    recordsOf,
    replace: (to: RegistryContent) => replace(to),
  };
}

async function connect(ingest: Ingest, device = 'gauge-1', options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${ingest.port()}`, {
    ...{ username: device, password: SECRET, reconnectPeriod: 0, clientId: 'any' },
    ...options,
  });
  client.on('error', () => {});
  opened.push(() => client.endAsync(true));
  return client;
}

const publish = (
  client: MqttClient,
  message: unknown,
  topic = topicOf('gauge-1', 'observations'),
  qos: 0 | 1 | 2 = 1,
) => client.publishAsync(topic, bytes(message), { qos });

describe('signing in', () => {
  it.each([
    ['a wrong secret', { password: 'wrong' }, 4],
    ['no name', { username: '' }, 4],
    ['an unknown device', { username: 'nobody' }, 4],
    ['a revoked device', { username: 'revoked-1' }, 4],
  ])('is refused with %s', async (_, options, code) => {
    const { ingest } = await setUp();
    await expect(refusedConnect(ingest, options)).resolves.toBe(code);
  });

  it('is refused with an empty client id that wants a lasting session', async () => {
    const { ingest } = await setUp();
    const socket = connectSocket(ingest.port(), '127.0.0.1');
    opened.push(async () => socket.destroy());
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
    // MQTT 3.1.1 section 3.1: protocol level 4, user name and password without clean session, no keepalive.
    const head = Buffer.concat([text('MQTT'), Buffer.from([4, 0b1100_0000, 0, 0])]);
    const body = Buffer.concat([head, text(''), text('gauge-1'), text(SECRET)]);
    socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
    expect([...(await answer)]).toEqual([0x20, 2, 0, 2]);
  });

  it('ends when the device is revoked', async () => {
    const { ingest, replace } = await setUp();
    const client = await connect(ingest);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    replace({ ...CITY, devices: [] });
    await closed;
    await expect(refusedConnect(ingest, {})).resolves.toBe(4);
  });

  it('keeps the client ids of two devices apart', async () => {
    const { ingest } = await setUp();
    const first = await connect(ingest, 'gauge-1', { clientId: 'same' });
    const second = await connect(ingest, 'gauge-2', { clientId: 'same' });
    await publish(first, uplink());
    expect([first.connected, second.connected]).toEqual([true, true]);
  });
});

describe('subscribing', () => {
  it.each([
    ['its own commands', topicOf('gauge-1', 'commands'), 1],
    ['its own config', topicOf('gauge-1', 'config'), 1],
    ["another's commands", topicOf('gauge-2', 'commands'), 128],
    ['everything', '#', 128],
    ['a wildcard', 'chengyun/v1/devices/+/commands', 128],
    ['a share', `$share/g/${topicOf('gauge-1', 'commands')}`, 128],
    ["the broker's own topics", '$SYS/#', 128],
  ])('to %s', async (_, topic, granted) => {
    const { ingest } = await setUp();
    const client = await connect(ingest);
    const suback = new Promise<number[]>((resolve) =>
      client.on('packetreceive', (packet) => {
        if (packet.cmd === 'suback') resolve(packet.granted as number[]);
      }),
    );
    client.subscribe(topic, { qos: 1 }, () => {});
    await expect(suback).resolves.toEqual([granted]);
  });
});

describe('publishing', () => {
  it.each([0, 1, 2] as const)('at QoS %i reaches the log once', async (qos) => {
    const { ingest, records } = await setUp();
    const client = await connect(ingest);
    await publish(client, uplink(), undefined, qos);
    await vi.waitFor(async () => {
      const observations = (await records()).filter(({ k }) => k === 'obs');
      expect(observations).toMatchObject([{ device: 'gauge-1', seq: 1, items: [{ asset: 'gauge.a', value: 12.5 }] }]);
    });
  });

  it('is acknowledged after the commit, not before', async () => {
    const { ingest, hold, release, records } = await setUp();
    const client = await connect(ingest);
    hold();
    let isAcknowledged = false;
    const acknowledged = publish(client, uplink()).then(() => {
      isAcknowledged = true;
    });
    await vi.waitFor(async () => expect((await ingest.ready()).detail).toContain('1 messages held'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([isAcknowledged, (await records()).some(({ k }) => k === 'obs')]).toEqual([false, false]);
    release();
    await acknowledged;
    expect((await records()).filter(({ k }) => k === 'obs')).toHaveLength(1);
  });

  it.each([
    ["another device's topic", topicOf('gauge-2', 'observations'), uplink(), 'foreign-topic'],
    ['no topic of ours', 'somewhere/else', uplink(), 'unknown-topic'],
    ['its own down channel', topicOf('gauge-1', 'config'), uplink(), 'unknown-topic'],
    ['a broken message', topicOf('gauge-1', 'observations'), '{', 'malformed-json'],
    ['70 KiB', topicOf('gauge-1', 'observations'), 'x'.repeat(70_000), 'oversized'],
    ['3 MiB', topicOf('gauge-1', 'observations'), 'x'.repeat(3 << 20), 'oversized'],
  ])('to or of %s is quarantined and acknowledged', async (_, topic, message, reason) => {
    const { ingest, refusals, records, metrics } = await setUp();
    const client = await connect(ingest);
    await publish(client, message, topic);
    expect(refusals).toMatchObject([{ device: 'gauge-1', topic, reason }]);
    expect(refusals[0]?.payload.byteLength).toBeLessThanOrEqual(4096);
    expect((await records()).some(({ k }) => k === 'obs')).toBe(false);
    expect(await metrics.text()).toContain(`component="intake",reason="${reason}",service="ingest"} 1`);
    await publish(client, uplink());
    expect(client.connected).toBe(true);
  });

  it('is never retained and never forwarded', async () => {
    const { ingest } = await setUp();
    const client = await connect(ingest);
    const received = vi.fn();
    client.on('message', received);
    await client.subscribeAsync(topicOf('gauge-1', 'config'));
    await client.publishAsync(topicOf('gauge-1', 'config'), 'x', { qos: 1, retain: true });
    await client.subscribeAsync(topicOf('gauge-1', 'config'));
    await publish(client, uplink());
    expect(received).not.toHaveBeenCalled();
  });

  it('says in the log that a device went away without a word', async () => {
    const { ingest, records } = await setUp();
    const will = { v: 1, device: 'gauge-1', online: false, sent_at: START_MS };
    const client = await connect(ingest, 'gauge-1', {
      will: { topic: topicOf('gauge-1', 'status'), payload: bytes(will), qos: 1, retain: true },
    });
    client.stream.destroy();
    await vi.waitFor(async () => {
      expect(await records()).toContainEqual({
        k: 'status',
        tl: 'live',
        device: 'gauge-1',
        online: false,
        at: START_MS,
      });
    });
  });
});

describe('a failed append', () => {
  it('disconnects the senders, and the redelivery is in once', async () => {
    const { ingest, fail, records } = await setUp();
    const client = await connect(ingest, 'gauge-1', { reconnectPeriod: 10 });
    await publish(client, uplink());
    fail(new Error('the disk is full'));
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const acknowledged = publish(client, uplink({ seq: 2 }));
    await closed;
    fail(null);
    await acknowledged;
    await publish(client, uplink({ seq: 2 }));
    const seqs = (await records()).flatMap((record) => (record.k === 'obs' ? [record.seq] : []));
    expect(seqs).toEqual([1, 2]);
  });
});

describe('ticks', () => {
  const ticksOf = (records: readonly LogRecord[], tl: string) =>
    records.filter((record): record is TickRecord => record.k === 'tick' && record.tl === tl);

  it('follow a fact at once, in every partition', async () => {
    const { memory, recordsOf } = await setUp({ CHENGYUN_INGEST_TICK_MS: '10000' });
    const writer = await memory.acquire('facts', 0, 'console');
    const fact = { k: 'fact', tl: 'live' } as FactRecord;
    await writer.append([JSON.stringify(fact)], { producer: 'console', producerSeq: 1 });
    await vi.waitFor(async () => {
      for (const partition of [0, 1]) {
        const ticks = ticksOf(await recordsOf(partition), 'live');
        expect(ticks.map(({ n, facts }) => [n, facts])).toEqual([
          [1, 0],
          [2, 1],
        ]);
      }
    });
  });

  it('of a replay follow its conductor, one for one, before the acknowledgement', async () => {
    const { ingest, recordsOf } = await setUp();
    const client = await connect(ingest, 'conductor-1');
    for (const seq of [1, 2, 3]) {
      const items = [{ event: 'clock', at: REPLAY_MS + seq * 1000 }];
      const message = uplink({ device: 'conductor-1', epoch: EPOCH, seq, items });
      await publish(client, message, topicOf('conductor-1', 'events'));
      for (const partition of [0, 1]) {
        const ticks = ticksOf(await recordsOf(partition), 'replay:surge');
        expect(ticks.map(({ n, at }) => [n, at - REPLAY_MS])).toEqual(
          [1, 2, 3].slice(0, seq).map((n) => [n, n * 1000]),
        );
      }
    }
  });
});

describe('a client that is no MQTT client', () => {
  it('is disconnected', async () => {
    const { ingest } = await setUp();
    const socket = connectSocket(ingest.port(), '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    expect(ingest.ready().ok).toBe(true);
  });
});

/** The CONNACK's return code. */
function refusedConnect(ingest: Ingest, options: IClientOptions): Promise<number> {
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
