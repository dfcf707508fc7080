import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriverBench, type DriverBench } from '../../../testing/driver-bench.ts';
import { type PlainBroker, startPlainBroker } from '../../../testing/plain-broker.ts';
import { decodePayload, encodePayload, type MetricText } from './payload.ts';

let broker: PlainBroker;
let bench: DriverBench | null;
beforeEach(async () => {
  broker = await startPlainBroker();
  bench = null;
});
afterEach(async () => {
  await bench?.driver.stop();
  await broker.close();
});

const AT = 1_700_000_000_000;
const LEVEL = { device: 'gauge', name: 'Level', metric: 'water.level', asset: 'gauge-1', unit: 'm', scale: 0.001 };
const NODE = {
  group: 'water',
  node: 'rtu-1',
  metrics: [LEVEL, { name: 'Supply', metric: 'station.voltage', unit: 'V' }],
};
const say = (verb: string, seq: number, metrics: readonly MetricText[] = []) =>
  broker.tell(
    `spBv1.0/water/${verb}/rtu-1${verb.startsWith('D') ? '/gauge' : ''}`,
    encodePayload({ at: AT, seq, metrics }),
  );
const rebirths = () => broker.said.filter(({ topic }) => topic === 'spBv1.0/water/NCMD/rtu-1');

async function begin(config: object = {}): Promise<DriverBench> {
  bench = createDriverBench({ kind: 'sparkplug-b', mqttUrl: broker.url, nodes: [NODE], ...config });
  await bench.driver.start();
  return bench;
}
async function beBorn({ until }: DriverBench): Promise<void> {
  await until(() => broker.listened.has('spBv1.0/water/+/rtu-1/+') && rebirths().length > 0);
  await say('NBIRTH', 0, [
    { name: 'bdSeq', datatype: 4, value: 0n },
    { name: 'Supply', alias: 1, datatype: 10, value: 12.5 },
  ]);
  await say('DBIRTH', 1, [{ name: 'Level', alias: 2, datatype: 3, value: 0xffff_ff38n }]);
}

test('births and data by alias become readings with unit and quality', async () => {
  const running = await begin();
  const { observations, rejected, driver, until } = running;
  await beBorn(running);
  await say('DDATA', 2, [{ alias: 2, at: AT + 1000, value: 300n, qualityCode: 500 }]);
  await say('DDATA', 3, [
    { alias: 2, at: AT + 2000, value: null },
    { alias: 2, value: 1n, qualityCode: 0 },
  ]);
  await until(() => observations.length === 4);
  const base = { metric: 'water.level', asset: 'gauge-1', unit: 'm' };
  expect(observations).toEqual([
    { metric: 'station.voltage', at: AT, value: 12.5, unit: 'V', quality: { verdict: 'good' } },
    { ...base, at: AT, value: -0.2, quality: { verdict: 'good' } },
    { ...base, at: AT + 1000, value: 0.3, quality: { verdict: 'uncertain' } },
    { ...base, at: AT, value: 0.001, quality: { verdict: 'bad' } },
  ]);
  expect(rejected.get('missing')).toBe(1);
  expect(driver.connected()).toBe(true);
  expect(driver.fault?.()).toBeNull();
});

test('the node is asked to be born on joining, and again after a gap', async () => {
  let nowMs = 0;
  bench = createDriverBench(
    { kind: 'sparkplug-b', mqttUrl: broker.url, nodes: [NODE] },
    { clock: { nowMs: () => AT, monotonicMs: () => nowMs } },
  );
  const { driver, observations, rejected, until } = bench;
  await driver.start();
  await beBorn(bench);
  await until(() => observations.length === 2);
  expect(decodePayload(rebirths()[0]!.payload)?.metrics[0]).toMatchObject({ name: 'Node Control/Rebirth', raw: true });
  nowMs += 10_000;
  await say('DDATA', 5, [{ alias: 2, value: 1n }]);
  await say('DDATA', 6, [{ alias: 2, value: 1n }]);
  await until(() => rebirths().length === 2 && rejected.get('unborn') === 1);
  expect(rejected.get('sequence-gap')).toBe(1);
  expect(driver.fault?.()).toBe(`The Sparkplug node water/rtu-1 at 127.0.0.1:${broker.port} has not said who it is.`);
  expect(driver.connected()).toBe(false);
  await beBorn(bench);
  await until(() => observations.length === 4);
  expect(driver.fault?.()).toBeNull();
});

test('what cannot be read is counted and breaks nothing', async () => {
  const running = await begin();
  await beBorn(running);
  const { rejected, observations, until } = running;
  await broker.tell('spBv1.0/water/DDATA/rtu-1/gauge', Buffer.from('rubbish'));
  await broker.tell('spBv1.0/water/STRANGE/rtu-1', Buffer.from('rubbish'));
  await say('DDATA', 2, [
    { alias: 2, value: 7n },
    { alias: 9, value: 1 },
  ]);
  await until(() => observations.length === 3);
  expect(Object.fromEntries(rejected)).toEqual({ payload: 1, alias: 1 });
});

test('readings that the disk cannot take are counted and not piled up', async () => {
  bench = createDriverBench(
    { kind: 'sparkplug-b', mqttUrl: broker.url, nodes: [NODE] },
    { observe: () => new Promise(() => undefined) },
  );
  await bench.driver.start();
  await beBorn(bench);
  const flood = Array.from({ length: 3000 }, () => ({ alias: 2, value: 1n }));
  await say('DDATA', 2, flood);
  await say('DDATA', 3, flood);
  const { rejected, until } = bench;
  await until(() => rejected.get('queue-full') === 1002);
});

test('a lost broker is a state of health and comes back', async () => {
  const running = await begin();
  await beBorn(running);
  const { driver, observations, until } = running;
  await until(() => driver.connected());
  const before = rebirths().length;
  broker.cutAll();
  await until(() => driver.fault?.() === `The Sparkplug broker 127.0.0.1:${broker.port} closed the connection.`);
  await until(() => rebirths().length > before);
  await beBorn(running);
  await until(() => observations.length >= 4);
});

test('a password that is missing, open or wrong is said', async () => {
  broker.password = 'right';
  const folder = mkdtempSync(join(tmpdir(), 'sparkplug-'));
  try {
    const passwordFile = join(folder, 'password');
    const { driver, until } = await begin({ username: 'host', passwordFile });
    await until(() => /^The password file .+ cannot be read: .+\.$/.test(driver.fault?.() ?? ''));
    writeFileSync(passwordFile, 'wrong\n', { mode: 0o600 });
    await until(() => /^The Sparkplug broker .+ failed: .+\.$/.test(driver.fault?.() ?? ''));
    writeFileSync(passwordFile, 'right\n');
    await until(() => / has not said who it is\.$/.test(driver.fault?.() ?? ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [{ mqttUrl: 'http://x' }, 'driver.mqttUrl "http://x" is no address that begins with mqtt:// or mqtts://.'],
  [{ nodes: [{ ...NODE, group: '#' }] }, 'driver.nodes[0].group "#" must not contain /, + or #.'],
])('a mistake in the configuration is named (%#)', async (config, sentence) => {
  await expect(begin(config)).rejects.toThrow(sentence);
});
