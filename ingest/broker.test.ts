import { type FactRecord, topicOf } from '@chengyun/contracts';
import { describe, expect, it, vi } from 'vitest';
import { bytes, EPOCH, REPLAY_MS, START_MS, uplink } from './test-city.ts';
import { connect, publish, setUp, ticksOf } from './test-ingest.ts';

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

describe('too many messages at once', () => {
  it('are not read until there is room, and none is lost', async () => {
    const { ingest, hold, release, records, metrics } = await setUp({ CHENGYUN_INGEST_HELD_MAX: '5' });
    const client = await connect(ingest);
    hold();
    const acknowledged: Promise<unknown>[] = [];
    for (let seq = 1; seq <= 200; seq++) {
      acknowledged.push(publish(client, uplink({ seq, items: [{ metric: 'rain.rate', at: START_MS, value: 1 }] })));
      // Each in a segment of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const held = async () => Number(/^chengyun_ingest_held_messages\S* (\d+)$/m.exec(await metrics.text())?.[1]);
    await vi.waitFor(async () => expect(await metrics.text()).toMatch(/backpressure_total\S* [1-9]/));
    expect(await held()).toBeLessThan(200);
    release();
    await Promise.all(acknowledged);
    const seqs = (await records()).flatMap((record) => (record.k === 'obs' ? [record.seq] : []));
    expect(seqs).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(await held()).toBe(0);
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
