import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../agent/chance.ts';
import { type Outbox, openOutbox } from '../outbox/outbox.ts';
import { startTestBroker, type TestBroker } from '../testing/test-broker.ts';
import { createUplink, type Uplink, type UplinkConfig } from './uplink.ts';

const chance = createSeededChance(11);
const device = 'gauge-1';
let folder: string;
let broker: TestBroker;
let outbox: Outbox;
let uplink: Uplink | null;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'uplink-'));
  broker = await startTestBroker();
  outbox = openBox();
  said = [];
  uplink = null;
});
afterEach(async () => {
  await uplink?.stop();
  await outbox.close();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

function openBox(): Outbox {
  const never = () => expect.unreachable();
  return openOutbox({ folder, syncWithinMs: 0 }, { hex64: chance.hex64, dropped: never, warn: never });
}

function begin(config: Partial<UplinkConfig> = {}): Uplink {
  uplink = createUplink(
    {
      mqttUrl: broker.url,
      device,
      credentials: () => ({ device, secret: 's' }),
      credentialsHint: 'secrets/gauge-1.json',
      reconnectFirstMs: 5,
      reconnectMaxMs: 20,
      agent: 'test/1',
      ...config,
    },
    {
      outbox,
      clock: systemClock,
      chance,
      logger: Object.assign(Object.create(silentLogger), {
        error: (_about: unknown, sentence: string) => said.push(sentence),
      }),
      delivered: () => undefined,
      failed: () => undefined,
    },
  );
  uplink.start();
  return uplink;
}

const say = (from: number, to: number) =>
  Promise.all(
    Array.from({ length: to - from + 1 }, (_, index) => outbox.append('observations', `[{"n":${from + index}}]`, 1)),
  );

/** What a receiver with a high-water mark per epoch takes as new, in order; fails on a gap or a reversal. */
function effect(): number[] {
  const marks = new Map<string, number>();
  const taken: number[] = [];
  for (const { payload } of broker.arrived) {
    const mark = marks.get(payload.epoch) ?? 0;
    if (payload.seq <= mark) continue;
    expect(payload.seq).toBe(mark + 1);
    marks.set(payload.epoch, payload.seq);
    taken.push((payload.items as { n: number }[])[0]?.n ?? -1);
  }
  return taken;
}

test('a message carries the envelope and leaves the outbox with its PUBACK', async () => {
  broker.hold = true;
  begin();
  await say(1, 1);
  await broker.until(() => broker.held() === 1);
  expect(outbox.unacked()).toBe(1);
  expect(broker.arrived[0]?.topic).toBe('chengyun/v1/devices/gauge-1/observations');
  expect(broker.arrived[0]?.payload).toMatchObject({ v: 1, device, seq: 1, items: [{ n: 1 }] });
  expect(broker.arrived[0]?.payload.epoch).toMatch(/^1-[0-9a-f]{16}$/);
  expect(broker.online.get(device)).toBe(true);
  broker.hold = false;
  broker.release(1);
  await uplink?.drained();
  expect(outbox.unacked()).toBe(0);
});

test('the window bounds what is in flight', async () => {
  broker.hold = true;
  await say(1, 10);
  begin({ window: 4 });
  await broker.until(() => broker.held() === 4);
  broker.release(4);
  await broker.until(() => broker.held() > 0);
  expect(broker.arrived.length).toBeLessThanOrEqual(8);
  broker.hold = false;
  broker.release(4);
  await uplink?.drained();
  expect(effect()).toHaveLength(10);
});

test('nothing is lost, repeated out of order or reversed over many cuts', async () => {
  broker.hold = true;
  begin({ window: 8 });
  const saying = say(1, 200);
  for (let cut = 1; cut <= 12; cut += 1) {
    const soFar = broker.arrived.length;
    await broker.until(() => broker.arrived.length > soFar + (cut % 5));
    broker.release(1 + Math.floor(chance.fraction() * 6));
    broker.cutAll();
  }
  broker.hold = false;
  broker.release(1000);
  await saying;
  const soFar = broker.arrived.length;
  await broker.until(() => broker.arrived.length > soFar);
  broker.release(1000);
  await uplink?.drained();
  expect(effect()).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  expect(broker.arrived.length).toBeGreaterThan(200);
});

test('what is said now does not wait behind the backlog of an earlier boot', async () => {
  await say(1, 100);
  await outbox.close();
  outbox = openBox();
  await say(101, 102);
  begin({ window: 8, backlogWindow: 2 });
  await uplink?.drained();
  const epochs = broker.arrived.map(({ payload }) => String(payload.epoch).split('-')[0]);
  expect(epochs.slice(0, 3)).toEqual(['2', '2', '1']);
  expect(effect().sort((a, b) => a - b)).toEqual(Array.from({ length: 102 }, (_, index) => index + 1));
});

test('after a long absence a new epoch lets new data overtake', async () => {
  await say(1, 40);
  begin({ overtakeBeyond: 30 });
  await uplink?.drained();
  await say(41, 41);
  await uplink?.drained();
  const last = broker.arrived.at(-1)?.payload;
  expect(last).toMatchObject({ seq: 1, items: [{ n: 41 }] });
  expect(String(last?.epoch)).toMatch(/^2-/);
  expect(effect().sort((a, b) => a - b)).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
});

test('refused credentials are said in one sentence that names device and file', async () => {
  broker.refuse = true;
  begin({ refusedRetryMs: 5 });
  await broker.until(() => said.length > 1);
  expect(said[0]).toBe(`The broker at ${broker.url} refused the device gauge-1: check secrets/gauge-1.json.`);
  broker.refuse = false;
  await say(1, 1);
  await uplink?.drained();
  expect(effect()).toEqual([1]);
});

test('an orderly stop says offline', async () => {
  begin();
  await broker.until(() => broker.online.get(device) === true);
  await uplink?.stop();
  expect(broker.online.get(device)).toBe(false);
});
