import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObservationsMessageSchema } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains/index.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../agent/chance.ts';
import { startModbusDevice } from '../testing/modbus-device.ts';
import { freePort } from '../testing/sl651-station.ts';
import { startTestBroker, type TestBroker } from '../testing/test-broker.ts';
import { readSensorConfig } from './config.ts';
import { DRIVER_KINDS } from './drivers/index.ts';
import { createSensorAgent, type SensorAgent } from './sensor-agent.ts';

let folder: string;
let broker: TestBroker;
let bus: Server;
let agent: SensorAgent | null;
let joined: { socket: Socket; line: string }[];
let onJoin: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sensor-'));
  broker = await startTestBroker();
  joined = [];
  onJoin = () => undefined;
  agent = null;
  bus = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (data) => {
      joined.push({ socket, line: data.toString() });
      onJoin();
    });
  });
  await new Promise<void>((resolve) => bus.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await agent?.stop();
  for (const { socket } of joined) socket.destroy();
  await new Promise((resolve) => bus.close(resolve));
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

function configFile(mode = 0o600): string {
  const credentialsFile = join(folder, 'gauge-1.json');
  writeFileSync(credentialsFile, JSON.stringify({ device: 'gauge-1', secret: 's' }), { mode });
  const { port } = bus.address() as { port: number };
  const path = join(folder, 'sensors.json');
  const driver = { kind: 'simulator', stations: ['tide-huangpu'], port };
  const config = {
    mqttUrl: broker.url,
    outboxDir: join(folder, 'outbox'),
    devices: [{ device: 'gauge-1', credentialsFile, driver }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

function begin(metrics = createMetrics('test')): SensorAgent {
  agent = createSensorAgent(readSensorConfig(configFile()), {
    clock: systemClock,
    chance: createSeededChance(3),
    logger: silentLogger,
    metrics,
    basePort: 8600,
  });
  return agent;
}

const nextJoin = () =>
  new Promise<{ socket: Socket; line: string }>((resolve) => {
    onJoin = () => resolve(joined.at(-1)!);
  });
const reading = (at: number) =>
  `${JSON.stringify({ station: 's', asset: 'tide-huangpu', metric: 'water.level', at, value: 2.5, unit: 'm' })}\n`;
const items = () => broker.arrived.flatMap(({ payload }) => payload.items as { at: number }[]);

test('readings of the field bus arrive as contract messages, over a lost bus and without repetitions', async () => {
  const metrics = createMetrics('test');
  const joining = nextJoin();
  await begin(metrics).start();
  const first = await joining;
  expect(JSON.parse(first.line)).toEqual({ subscribe: ['tide-huangpu'] });
  first.socket.write(`${reading(1000)}not json\n${reading(2000).slice(0, 20)}`);
  first.socket.write(reading(2000).slice(20));
  await broker.until(() => items().length === 2);

  const rejoining = nextJoin();
  first.socket.destroy();
  const second = await rejoining;
  second.socket.write(reading(2000) + reading(3000));
  await broker.until(() => items().length === 3);

  expect(items().map(({ at }) => at)).toEqual([1000, 2000, 3000]);
  for (const { payload } of broker.arrived) expect(Value.Check(ObservationsMessageSchema, payload)).toBe(true);
  expect(agent?.ready()).toEqual({ ok: true, detail: '1 of 1 devices are connected' });
  const health = agent?.health()[0];
  expect(health?.statistics.received).toBe(3);
  expect(await metrics.text()).toContain('chengyun_dropped_total{component="sensor",reason="source-line"');
});

test('credentials that others can read are refused at start', async () => {
  configFile(0o644);
  const config = readSensorConfig(join(folder, 'sensors.json'));
  const open = createSensorAgent(config, {
    clock: systemClock,
    chance: createSeededChance(3),
    logger: silentLogger,
    basePort: 8600,
  });
  await expect(open.start()).rejects.toThrow(/gauge-1.json can be read by others \(mode 0644\): chmod 600 it\./);
});

test('the sample configuration can be read and shows every driver', () => {
  const sample = new URL('./sample.json', import.meta.url).pathname;
  readSensorConfig(sample);
  const kinds = [...readFileSync(sample, 'utf8').matchAll(/"kind": "([\w-]+)"/g)].map(([, kind]) => kind);
  expect([...new Set(kinds)].sort()).toEqual([...DRIVER_KINDS].sort());
});

test('what the sample measures is in the data standards, in their units', () => {
  const sample = readFileSync(new URL('./sample.json', import.meta.url), 'utf8');
  const standards = metricStandards();
  const measures = [...sample.matchAll(/"metric": "([^"]+)",\s*"asset": "[^"]+",\s*"unit": "([^"]+)"/g)];
  expect(measures.length).toBeGreaterThan(10);
  for (const [, metric = '', unit] of measures) expect(standards.get(metric)?.unit, metric).toBe(unit);
});

test('readings of a driver arrive with unit and quality while the source of another device is broken', async () => {
  const plc = await startModbusDevice();
  plc.registers.set('3:0', 250);
  const point = { register: 0, type: 'int16', metric: 'water.level', unit: 'm', scale: 0.01 };
  const modbus = {
    kind: 'modbus',
    line: { via: 'tcp', host: '127.0.0.1', port: plc.port },
    intervalMs: 50,
    points: [point],
  };
  const reading = { path: '$.x', metric: 'water.level', unit: 'm' };
  const http = {
    kind: 'http-poll',
    url: `http://127.0.0.1:${await freePort()}/x`,
    intervalMs: 50,
    readings: [reading],
  };
  const device = (name: string, driver: object) => {
    const credentialsFile = join(folder, `${name}.json`);
    writeFileSync(credentialsFile, JSON.stringify({ device: name, secret: 's' }), { mode: 0o600 });
    return { device: name, credentialsFile, driver };
  };
  const path = join(folder, 'two.json');
  const devices = [device('plc-1', modbus), device('web-1', http)];
  writeFileSync(path, JSON.stringify({ mqttUrl: broker.url, outboxDir: join(folder, 'outbox'), devices }));
  agent = createSensorAgent(readSensorConfig(path), {
    clock: systemClock,
    chance: createSeededChance(3),
    logger: silentLogger,
    basePort: 8600,
  });
  try {
    await agent.start();
    await broker.until(() => items().length >= 2);
    for (const { payload } of broker.arrived) expect(Value.Check(ObservationsMessageSchema, payload)).toBe(true);
    expect(items()[0]).toMatchObject({ metric: 'water.level', value: 2.5, unit: 'm', quality: { verdict: 'good' } });
    await broker.until(() => agent?.health()[1]?.connected === true);
    expect(agent.health().map(({ sourceConnected, sourceFault }) => [sourceConnected, sourceFault])).toEqual([
      [true, null],
      [false, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/x cannot be asked: .+\.$/)],
    ]);
    expect(agent.ready().ok).toBe(true);
  } finally {
    await agent.stop();
    await plc.close();
  }
});

test('a mistake in the configuration names file and field', () => {
  const path = configFile();
  const write = (devices: unknown) =>
    writeFileSync(path, JSON.stringify({ mqttUrl: 'mqtt://x', outboxDir: 'o', devices }));
  write([{ device: 'Gauge 1', credentialsFile: 'c', driver: { kind: 'file' } }]);
  expect(() => readSensorConfig(path)).toThrow(/sensors.json.devices\[0\].device "Gauge 1" is no device id/);
  write([{ device: 'gauge-1', credentialFile: 'c' }]);
  expect(() => readSensorConfig(path)).toThrow(/devices\[0\] has an unknown field "credentialFile"/);
  expect(() => readSensorConfig(join(folder, 'none.json'))).toThrow(/none.json does not exist/);
});
