/** A sensor agent that is told settings over a real broker: taken, refused, kept over a restart. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventsMessageSchema, type SensorSettings, topicOf } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { sealText } from '@chengyun/platform/service/sealed.ts';
import { Check } from 'typebox/value';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../../agent/chance.ts';
import { type ModbusDevice, startModbusDevice } from '../../testing/modbus-device.ts';
import { startTestBroker, type TestBroker } from '../../testing/test-broker.ts';
import { readSensorConfig } from '../config.ts';
import { createSensorAgent, type SensorAgent } from '../sensor-agent.ts';

const DEVICE = 'plc-1';
const SECRET = 'a secret of this sensor';
const KEY = createHash('sha256').update(SECRET).digest();
const NOW_MS = Date.UTC(2026, 4, 1);

let folder: string;
let broker: TestBroker;
let plc: ModbusDevice;
let agent: SensorAgent | null;
let warned: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tuned-'));
  broker = await startTestBroker();
  plc = await startModbusDevice();
  plc.registers.set('3:0', 250);
  plc.registers.set('3:1', 300);
  agent = null;
  warned = [];
  writeFileSync(join(folder, 'plc-1.json'), JSON.stringify({ device: DEVICE, secret: SECRET }), { mode: 0o600 });
});
afterEach(async () => {
  await agent?.stop();
  await plc.close();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

const POINTS = [
  { register: 0, type: 'int16', metric: 'water.level', asset: 'a', unit: 'm', scale: 0.01 },
  { register: 1, type: 'int16', metric: 'water.level', asset: 'b', unit: 'm', scale: 0.01 },
];
async function begin(points: object[] = POINTS, driver: object = {}): Promise<SensorAgent> {
  const line = { via: 'tcp', host: '127.0.0.1', port: plc.port };
  const devices = [
    {
      device: DEVICE,
      credentialsFile: join(folder, 'plc-1.json'),
      driver: { kind: 'modbus', line, intervalMs: 20, points, ...driver },
    },
  ];
  const path = join(folder, 'sensors.json');
  writeFileSync(path, JSON.stringify({ mqttUrl: broker.url, outboxDir: join(folder, 'outbox'), devices }));
  agent = createSensorAgent(readSensorConfig(path), {
    clock: createManualClock(NOW_MS),
    chance: createSeededChance(3),
    logger: Object.assign(Object.create(silentLogger), {
      warn: (_about: unknown, sentence: string) => warned.push(sentence),
    }),
    basePort: 8600,
  });
  await agent.start();
  await broker.until(() => broker.listened.has(topicOf(DEVICE, 'config')));
  return agent;
}

const settings = (version: number, part: object = {}): SensorSettings => ({ v: 1, device: DEVICE, version, ...part });
const tell = (what: unknown, key: Uint8Array = KEY) => {
  const text = typeof what === 'string' ? what : JSON.stringify(what);
  broker.tell(topicOf(DEVICE, 'config'), JSON.stringify(sealText(key, 'config', text)), true);
};
interface Item {
  readonly event?: string;
  readonly version?: number;
  readonly reason?: string;
  readonly asset?: string;
  readonly value?: number;
  readonly quality?: { readonly flags?: readonly string[] };
}
const items = () => broker.arrived.flatMap(({ payload }) => (payload.items ?? []) as Item[]);
const verdicts = () => items().filter(({ event }) => event?.startsWith('config.'));
const of = (asset: string) => items().filter((item) => item.asset === asset);
const keptPath = () => join(folder, 'outbox-kept', 'plc-1.json');

test('which points are read, their scale and the batches are set from afar, and what the file says is back with {}', async () => {
  await begin();
  await broker.until(() => of('a').length > 1 && of('b').length > 1);
  const points = [
    { metric: 'water.level', asset: 'b', read: false },
    { metric: 'water.level', asset: 'a', scale: 0.02, offset: 1 },
  ];
  tell(settings(1, { points, batch: { itemsMax: 1 }, intervalMs: 100 }));
  await broker.until(() => of('a').some(({ value }) => value === 6));
  expect(verdicts()).toMatchObject([{ event: 'config.applied', version: 1 }]);
  expect(agent?.health()[0]?.settings).toBe(1);
  const [seenB, messages] = [of('b').length, broker.arrived.length];
  await broker.until(() => of('a').filter(({ value }) => value === 6).length > 3);
  expect(of('b')).toHaveLength(seenB);
  const later = broker.arrived.slice(messages).map(({ payload }) => (payload.items as Item[]).length);
  expect(new Set(later)).toEqual(new Set([1]));

  tell(settings(2));
  await broker.until(() => of('b').length > seenB + 1);
  expect(of('a').at(-1)?.value).toBe(2.5);
  for (const { topic, payload } of broker.arrived) {
    if (topic.endsWith('/events')) expect(Check(EventsMessageSchema, payload)).toBe(true);
  }
});

test.each([
  ['an address', { line: { via: 'tcp', host: '10.0.0.1' } }, /has a field at \/line that is not known here\.$/],
  ['credentials', { credentialsFile: '/etc/passwd' }, /has a field at \/credentialsFile that is not known here\.$/],
  ['another register', point({ register: 7 }), /has a field at \/points\/0\/register that is not known here\.$/],
  ['a point that the file does not name', point({ asset: 'c' }), /names no point water\.level of c\.$/],
  ['a unit that is none', point({ unit: 'furlong' }), /^The configuration at \/points\/0\/unit /],
  ['a scale of nothing', point({ scale: 0 }), /^A scale of 0 would make every water\.level of a the same\.$/],
  ['no point at all', { points: [{ metric: 'water.level', read: false }] }, /^Nothing would be read any more\.$/],
  ['a gate that flags everything', { gate: { spike: 0.1 } }, /^The configuration at \/gate\/spike must be >= 3\.$/],
  ['a batch without end', { batch: { ageMsMax: 1e9 } }, /^The configuration at \/batch\/ageMsMax must be <= 60000\.$/],
  ['an interval below the limit', { intervalMs: 1 }, /^The configuration at \/intervalMs must be >= 100\.$/],
])('%s is refused in one sentence, and what was in force stays', async (_, part, reason) => {
  await begin();
  tell(settings(1, point({ scale: 0.02 })));
  await broker.until(() => of('a').some(({ value }) => value === 5));
  tell(settings(2, part));
  await broker.until(() => verdicts().length === 2);
  expect(verdicts()[1]).toMatchObject({ event: 'config.refused', version: 2, reason: expect.stringMatching(reason) });
  const seen = of('a').length;
  await broker.until(() => of('a').length > seen + 1);
  expect(of('a').at(-1)?.value).toBe(5);
  expect(JSON.parse(readFileSync(keptPath(), 'utf8')).version).toBe(1);
});

function point(part: object): object {
  return { points: [{ metric: 'water.level', asset: 'a', ...part }] };
}

test('a wrong seal and an older version are refused', async () => {
  await begin();
  tell(settings(5));
  await broker.until(() => verdicts().length === 1);
  tell(settings(6), new Uint8Array(32));
  tell(settings(4));
  await broker.until(() => verdicts().length === 3);
  expect(verdicts().map(({ version, reason }) => [version, reason])).toEqual([
    [5, undefined],
    [0, 'Its seal is wrong.'],
    [4, 'Version 4 is older than version 5, which is in force.'],
  ]);
});

test('the last good settings are in force after a restart, and give way when the file was changed', async () => {
  const first = await begin();
  tell(settings(3, point({ scale: 0.02 })));
  await broker.until(() => of('a').some(({ value }) => value === 5));
  await first.stop();
  broker.tell(topicOf(DEVICE, 'config'), '', true);
  broker.arrived.length = 0;
  const second = await begin();
  await broker.until(() => of('a').length > 1);
  expect(new Set(of('a').map(({ value }) => value))).toEqual(new Set([5]));
  expect(second.health()[0]?.settings).toBe(3);
  await second.stop();
  broker.arrived.length = 0;
  await begin([POINTS[1]!]);
  await broker.until(() => of('b').length > 1);
  expect(warned.at(-1)).toMatch(/plc-1\.json is not used: The file of the agent names no point water\.level of a\.$/);
  expect(agent?.health()[0]?.settings).toBe(0);
});

test('limits of the gate are set without beginning anew at the source, another scale is not', async () => {
  await begin();
  // The first request of a driver has the transaction 1.
  const begun = () => plc.asked.filter((request) => request.startsWith('0001')).length;
  await broker.until(() => of('a').length > 1);
  tell(settings(1, { gate: { spike: 1000, jump: 1000 } }));
  await broker.until(() => verdicts().length === 1);
  expect(begun()).toBe(1);
  tell(settings(2, { gate: { spike: 1000 }, ...point({ scale: 0.02 }) }));
  await broker.until(() => of('a').some(({ value }) => value === 5));
  expect(begun()).toBe(2);
});
