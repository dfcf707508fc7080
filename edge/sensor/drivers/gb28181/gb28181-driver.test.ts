import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriverBench, type DriverBench } from '../../../testing/driver-bench.ts';
import { type Gb28181Device, startGb28181Device } from '../../../testing/gb28181-device.ts';

const SERVER = '31000000002000000001';
const DEVICE = '31000000001180000001';
const channelId = (n: number) => `3100000000132000000${n}`;
const channel = (n: number) => ({ id: channelId(n), metric: 'camera.online', asset: `camera-${n}`, unit: '1' });

let folder: string;
let port: number;
let bench: DriverBench;
let device: Gb28181Device;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gb28181-'));
  writeFileSync(join(folder, 'password'), 'secret\n', { mode: 0o600 });
  port = await freeUdpPort();
  device = await startGb28181Device(DEVICE, { id: SERVER, port, password: 'secret' });
  device.channels.set(channelId(1), 'ON').set(channelId(2), 'OFF').set(channelId(9), 'ON');
});
afterEach(async () => {
  await bench.driver.stop();
  await device.close();
  rmSync(folder, { recursive: true, force: true });
});

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const found = socket.address().port;
  await new Promise<void>((resolve) => socket.close(resolve));
  return found;
}

async function begin(config: object = {}): Promise<DriverBench> {
  const devices = [{ id: DEVICE, passwordFile: join(folder, 'password'), channels: [channel(1), channel(2)] }];
  bench = createDriverBench({ kind: 'gb28181', host: '127.0.0.1', port, serverId: SERVER, devices, ...config });
  await bench.driver.start();
  await bench.until(() => !bench.driver.fault?.()?.startsWith('The source'));
  return bench;
}
const values = ({ observations }: DriverBench) => observations.map(({ asset, value }) => `${asset} ${value}`);

test('a device registers with a digest, and its catalogue becomes readings', async () => {
  const running = await begin();
  const { driver, observations, until } = running;
  expect(driver.fault?.()).toBe(`The GB/T 28181 device ${DEVICE} is not registered or no longer alive.`);
  device.register();
  await until(() => observations.length === 2);
  expect(device.heard.slice(0, 2)).toEqual(['SIP/2.0 401 Unauthorized', 'SIP/2.0 200 OK']);
  expect(device.texts[1]).toMatch(/\r\nExpires: 3600\r\nDate: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\r\n/);
  expect(observations[0]).toMatchObject({
    metric: 'camera.online',
    asset: 'camera-1',
    value: 1,
    unit: '1',
    quality: { verdict: 'good' },
  });
  expect(values(running)).toEqual(['camera-1 1', 'camera-2 0']);
  expect(driver.connected()).toBe(true);
  expect(driver.fault?.()).toBeNull();
  device.keepAlive();
  // Three parts of the catalogue and the keep-alive are each answered.
  await until(() => device.heard.filter((line) => line === 'SIP/2.0 200 OK').length === 5);
});

test('the catalogue is asked for again and again; a device that leaves takes its channels with it', async () => {
  const running = await begin({ catalogueIntervalMs: 100 });
  device.register();
  await running.until(() => running.observations.length >= 6);
  device.register(0);
  await running.until(() => values(running).slice(-2).join() === 'camera-1 0,camera-2 0');
  expect(running.driver.connected()).toBe(false);
});

test('a device that no longer keeps alive is away, and is welcome again', async () => {
  const running = await begin({ keepAliveMsMax: 150, catalogueIntervalMs: 400 });
  const { driver, until } = running;
  device.register();
  await until(() => driver.connected());
  await until(() => driver.fault?.() === `The GB/T 28181 device ${DEVICE} is not registered or no longer alive.`);
  await until(() => values(running).slice(-2).join() === 'camera-1 0,camera-2 0');
  device.register();
  await until(() => driver.connected() && values(running).at(-2) === 'camera-1 1');
});

test('a query without an answer is repeated until there is one', async () => {
  const { until, observations } = await begin();
  device.isDeaf = true;
  device.register();
  const queries = () => device.texts.filter((text) => text.startsWith('MESSAGE '));
  await until(() => queries().length === 2);
  expect(queries()[1]).toBe(queries()[0]);
  device.isDeaf = false;
  await until(() => observations.length === 2);
});

test('a channel that the catalogue lacks is named', async () => {
  device.channels.delete(channelId(2));
  const { driver, until } = await begin();
  device.register();
  await until(() => driver.fault?.() === `The GB/T 28181 device ${DEVICE} has no channel ${channelId(2)}.`);
  expect(driver.connected()).toBe(true);
});

test.each([
  ['wrong', DEVICE, `The GB/T 28181 device ${DEVICE} came with a wrong password.`],
  ['secret', '31000000001180000099', 'The GB/T 28181 device 31000000001180000099 is not configured.'],
])('who may not register is refused and named (%#)', async (password, id, sentence) => {
  const { driver, rejected, until } = await begin();
  const stranger = await startGb28181Device(id, { id: SERVER, port, password });
  try {
    stranger.register();
    await until(() => stranger.heard.includes('SIP/2.0 403 Forbidden'));
    expect(driver.fault?.()).toBe(sentence);
    expect(rejected.get('register')).toBe(1);
    stranger.keepAlive();
    await until(() => rejected.get('unregistered') === 1);
    expect(driver.connected()).toBe(false);
  } finally {
    await stranger.close();
  }
});

test('a password file that is open to others is said when the device comes', async () => {
  writeFileSync(join(folder, 'open'), 'secret', { mode: 0o644 });
  const devices = [{ id: DEVICE, passwordFile: join(folder, 'open'), channels: [channel(1)] }];
  const { driver, until } = await begin({ devices });
  device.register();
  await until(() => / can be read by others \(mode 0644\): chmod 600 it\.$/.test(driver.fault?.() ?? ''));
});

test('a port that is taken is a state of health', async () => {
  const other = createSocket('udp4');
  await new Promise<void>((resolve) => other.bind(port, '127.0.0.1', resolve));
  const { driver, until } = await begin();
  await until(() => /^The port 127\.0\.0\.1:\d+ cannot be used: .*EADDRINUSE.*\.$/.test(driver.fault?.() ?? ''));
  await new Promise<void>((resolve) => other.close(resolve));
  await until(() => / is not registered or no longer alive\.$/.test(driver.fault?.() ?? ''));
});

test('no datagram crashes it', async () => {
  const running = await begin();
  device.register();
  await running.until(() => running.observations.length === 2);
  const xml = fc.oneof(
    fc.string(),
    fc.constantFrom('<Response><CmdType>Catalog</CmdType><DeviceID>1</DeviceID></Response>'),
  );
  fc.assert(
    fc.property(xml, fc.uint8Array({ maxLength: 100 }), (text, bytes) => {
      device.message(text);
      device.say(Buffer.from(bytes));
    }),
    { numRuns: 50 },
  );
  device.register();
  await running.until(() => running.driver.connected() && (running.rejected.get('message') ?? 0) > 0);
});

test.each([
  [{ serverId: '12' }, 'driver.serverId "12" must be twenty digits.'],
  [{ devices: [] }, 'driver.devices must be a list of at least 1, but is [].'],
])('a mistake in the configuration is named (%#)', async (config, sentence) => {
  await begin();
  expect(() => createDriverBench({ kind: 'gb28181', serverId: SERVER, ...config })).toThrow(sentence);
});
