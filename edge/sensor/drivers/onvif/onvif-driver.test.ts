import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../../../agent/chance.ts';
import { createDriverBench, type DriverBench } from '../../../testing/driver-bench.ts';
import { notification, type OnvifDevice, startOnvifDevice } from '../../../testing/onvif-device.ts';
import { parseXml } from '../../line/xml.ts';
import { discoveredFrom, probe } from './discovery.ts';
import { createImageHealth } from './image-health.ts';
import { notificationsFrom, numberFromItem } from './notification.ts';
import { passwordDigest } from './soap.ts';

let device: OnvifDevice;
let bench: DriverBench | null;
beforeEach(async () => {
  device = await startOnvifDevice();
  bench = null;
});
afterEach(async () => {
  await bench?.driver.stop();
  await device.close();
});

const MOTION = {
  topic: 'tns1:RuleEngine/CellMotionDetector/Motion',
  item: 'IsMotion',
  source: { Rule: 'gate' },
  metric: 'camera.motion',
  asset: 'camera-1',
  unit: '1',
};
const motion = (at: number, value: unknown, rule = 'gate', operation = 'Changed') =>
  notification(MOTION.topic, at, { Rule: rule }, { IsMotion: value, Plate: '沪A12345' }, operation);
const AT = Date.UTC(2024, 5, 1);

function begin(config: object = {}): DriverBench {
  bench = createDriverBench({ kind: 'onvif', url: device.url, events: [MOTION], camera: 'camera-1', ...config });
  void bench.driver.start();
  return bench;
}

test('configured items become readings, and nothing else leaves', async () => {
  device.waiting.push(
    motion(AT, true, 'gate', 'Initialized'),
    motion(AT + 1000, 'false'),
    motion(AT + 2000, true, 'other'),
    motion(AT + 3000, true, 'gate', 'Deleted'),
    motion(AT + 4000, 'maybe'),
  );
  const { observations, rejected, driver, until } = begin();
  await until(() => rejected.get('value') === 1);
  const base = { metric: 'camera.motion', asset: 'camera-1', unit: '1', quality: { verdict: 'good' } };
  expect(observations).toEqual([
    { ...base, at: AT, value: 1 },
    { ...base, at: AT + 1000, value: 0 },
  ]);
  expect(JSON.stringify(observations)).not.toContain('12345');
  expect(driver.fault?.()).toBeNull();
  await driver.stop();
  expect(device.asked.at(-1)).toBe('Unsubscribe');
});

test('a device whose clock is wrong is asked with its own time, and its readings are moved and marked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onvif-'));
  try {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, 'secret\n', { mode: 0o600 });
    device.password = 'secret';
    device.clockOffsetMs = 3_600_000;
    device.waiting.push(motion(AT + 3_600_000, true));
    const { observations, until } = begin({ username: 'operator', passwordFile });
    await until(() => observations.length === 1);
    expect(observations[0]?.quality).toEqual({ verdict: 'uncertain', flags: ['clock'] });
    expect(Math.abs((observations[0]?.at ?? 0) - AT)).toBeLessThan(5000);
    device.password = 'changed';
    device.restart();
    await until(() => /refused .+: Sender not authorized\.$/.test(bench?.driver.fault?.() ?? ''));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('tampering is the health of the camera', async () => {
  const { events, until } = begin({ events: [] });
  const tamper = (topic: string, state: boolean) => notification(`tns1:VideoSource/${topic}`, AT, {}, { State: state });
  device.waiting.push(tamper('ImageTooDark/ImagingService', true), tamper('GlobalSceneChange/ImagingService', true));
  await until(() => events.length === 3);
  device.waiting.push(tamper('GlobalSceneChange/ImagingService', false), tamper('ImageTooDark/ImagingService', false));
  await until(() => events.length === 5);
  expect(events.map((event) => 'state' in event && event.state)).toEqual(['ok', 'dark', 'moved', 'dark', 'ok']);
  expect(events[0]).toMatchObject({ event: 'camera.health', asset: 'camera-1' });
});

test('a device that restarted is subscribed to again', async () => {
  const { observations, events, until } = begin();
  await until(() => device.asked.includes('PullMessages'));
  device.restart();
  await until(() => device.asked.filter((name) => name === 'CreatePullPointSubscription').length === 2);
  device.waiting.push(motion(AT, true));
  await until(() => observations.length === 1);
  expect(events.map((event) => 'state' in event && event.state)).toEqual(['ok', 'offline', 'ok']);
});

test.each([
  [{ status: 200, body: '<html></html>' }, / answered GetSystemDateAndTime with what is no SOAP, status 200\.$/],
  [{ status: 401, body: '' }, / refused the user name or password\.$/],
  [
    { status: 500, body: '<s:Envelope><s:Body><s:Fault/></s:Body></s:Envelope>' },
    / refused GetSystemDateAndTime: no reason given\.$/,
  ],
])('a broken device is a state of health (%#)', async (spoilt, sentence) => {
  device.spoilt = spoilt;
  const { driver, until } = begin();
  await until(() => sentence.test(driver.fault?.() ?? ''));
  expect(driver.connected()).toBe(false);
});

test('a device is found by its endpoint name', async () => {
  const { endpoint, probePort } = device;
  const found = begin({ url: undefined, endpoint, probeHost: '127.0.0.1', probePort });
  device.waiting.push(motion(AT, true));
  await found.until(() => found.observations.length === 1);
  await found.driver.stop();
  const all = await probe(
    { host: '127.0.0.1', port: probePort, waitMs: 100 },
    createSeededChance(1),
    new AbortController().signal,
  );
  expect(all).toEqual([{ endpoint, urls: [device.url], scopes: ['onvif://www.onvif.org/name/Sim'] }]);
});

test('the password digest is that of the profile', () => {
  // Base64(SHA-1(nonce + created + password)) of ONVIF's Application Programmer's Guide, 6.1.1.3.
  const nonce = Buffer.from('LKqI6G/AikKCQrN0zqZFlg==', 'base64');
  expect(passwordDigest(nonce, '2010-09-16T07:50:45Z', 'userpassword')).toBe('tuOSpGlFlIXsozq4HFNeeGeFLEI=');
});

test('no bytes crash the readers', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(motion(AT, true), '<tt:SimpleItem Name="a"/>', '<d:ProbeMatch>', '</d:ProbeMatch>', '<a>', '</a>'),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.boolean(), (pieces, isWrapped) => {
      const text = isWrapped ? `<r>${pieces.join('')}</r>` : pieces.join('');
      discoveredFrom(text);
      const root = parseXml(text);
      if (root !== null) for (const { data } of notificationsFrom(root)) numberFromItem(data.IsMotion);
      createImageHealth().hear(text, { State: text });
    }),
    { numRuns: 500 },
  );
});

test.each([
  [{ url: undefined }, 'driver must have either url or endpoint.'],
  [{ url: 'rtsp://x' }, 'driver.url "rtsp://x" is no address that begins with http:// or https://.'],
  [{ events: [], camera: undefined }, 'driver must name events or a camera; otherwise nothing would be read.'],
])('a mistake in the configuration is named (%#)', (config, sentence) => {
  expect(() => begin(config)).toThrow(sentence);
});
