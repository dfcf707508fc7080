/**
 * What the gate at the edge finds of a reading, the whole way: field bus → sensor agent → MQTT → ingest → log → rules. The
 * parts are the real ones in one process; time is that of a conducted timeline, so that hours pass as fast as they are
 * acknowledged.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createAnalytics } from '@chengyun/analytics';
import type { AlarmRecord, Device, Domain, SensorSettings, TelemetryRecord, Timeline } from '@chengyun/contracts';
import { DOMAINS, metricStandards } from '@chengyun/domains/index.ts';
import { type Agent, createAgent, createSeededChance, createSensorAgent, readSensorConfig } from '@chengyun/edge';
import { createIngest, readIngestConfig } from '@chengyun/ingest';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const GAUGE = 'gauge-huangpu-park';
/** Its lowest warning line is 4.55 m. */
const CALM_M = 4.3;
const WRONG_M = 4.75;
const BEGIN_MS = Date.UTC(2014, 9, 1);
const STEP_MS = 300_000;
const TIMELINE = 'replay:gauge';
const SECRET = 'secret';
/** Says what the engine was told about the newest reading: 1 uncertain, 2 bad. */
const DOUBT = `id: flood.gauge-doubt
version: 1
name: { zh: 存疑, en: Doubt }
for: { kind: tide-gauge }
accept: [good, uncertain, bad]
inputs: { doubt: { metric: water.level, aggregate: quality, maxAge: 20m } }
value: doubt
levels:
  blue: { when: doubt > 0.5, threshold: "0.5" }
  yellow: { when: doubt > 1.5, threshold: "1.5" }
onDelay: 0s
offDelay: 0s
radiusM: 0
respondWithin: 4h
title: { zh: "{asset} 存疑", en: "{asset} is doubted" }
why: { zh: "质量 {doubt:0}", en: "Quality {doubt:0}" }
cause: { zh: 测试, en: test }
consequence: { zh: 测试, en: test }
action: { zh: 测试, en: test }
source: test
`;

let folder: string;
let bus: Server;
let closing: (() => Promise<unknown>)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chengyun-chain-'));
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** The flood domain with the rule above beside its own. */
function doubtingDomains(): readonly Domain[] {
  const flood = DOMAINS.find(({ id }) => id === 'flood')!;
  const copy = join(folder, 'flood');
  cpSync(fileURLToPath(flood.folderUrl), copy, { recursive: true });
  writeFileSync(join(copy, 'rules', 'gauge-doubt.yaml'), DOUBT);
  return DOMAINS.map((domain) => (domain === flood ? { ...flood, folderUrl: `${pathToFileURL(copy).href}/` } : domain));
}

/** @param settings what the centre holds for the gauge */
async function startCentre(settings: SensorSettings | null) {
  const domains = doubtingDomains();
  const assets = domains.flatMap((domain) => domain.assets);
  const log = createMemoryLog({ telemetry: 2, alarms: 1, facts: 1 });
  const common = { log, clock: systemClock, logger: silentLogger, owner: 'test' };
  const timeline: Timeline = {
    ...{ id: TIMELINE, kind: 'replay', clock: 'conducted', pace: 1, label: 'gauge', endedAtMs: null },
    ...{ anchorWallMs: 0, anchorTimelineMs: BEGIN_MS, conductor: 'conductor-1' },
  };
  const device = (id: string, kind: Device['kind'], served: readonly string[]) => ({
    ...{ id, kind, timeline: TIMELINE, assets: [...served], revokedAtMs: null, createdAtMs: 0 },
    secretSha256: createHash('sha256').update(SECRET).digest(),
  });
  const devices = [device('gauge-1', 'sensor', [GAUGE]), device('conductor-1', 'conductor', [])];
  const ingest = createIngest(
    { ...readIngestConfig({ CHENGYUN_INGEST_RETRY_MS: '10' }), host: '127.0.0.1', port: 0 },
    {
      ...common,
      metrics: createMetrics('ingest'),
      standards: metricStandards(domains),
      collects: readPrivacy(),
      quarantineStore: { insert: async (rows) => expect(rows).toEqual([]), prune: async () => {} },
      registrySource: (registry, onReplaced) => ({
        start: async () => {
          registry.replace({ devices, assets, timelines: [timeline] });
          onReplaced();
        },
        stop: async () => {},
      }),
      downlinkSource: (replace) => ({
        start: async () => replace({ configs: settings === null ? [] : [settings], commands: [] }),
        stop: async () => {},
      }),
    },
  );
  await ingest.start();
  closing.push(ingest.stop);
  const analytics = createAnalytics(
    {
      ...{ CHENGYUN_ANALYTICS_SNAPSHOT_MS: 0, CHENGYUN_ANALYTICS_WAITING_MAX: 100_000 },
      ...{ CHENGYUN_ANALYTICS_TIMELINES_MAX: 4, CHENGYUN_ANALYTICS_RETRO_MS: 600_000 },
      ...{ CHENGYUN_ANALYTICS_THREADS: 0, CHENGYUN_ANALYTICS_OPERATORS: 1 },
    },
    {
      ...common,
      ...{ metrics: createMetrics('analytics'), domains, assessors: () => [] },
      snapshots: { load: async () => null, save: async () => {} },
      registry: { assets: async () => [...assets], endedTimelines: async () => [], ruleText: async () => null },
      onFailure: (error) => {
        throw error;
      },
    },
  );
  await analytics.start();
  closing.push(analytics.stop);
  expect(analytics.rules().problems).toEqual([]);
  return { log, analytics, mqttUrl: `mqtt://127.0.0.1:${ingest.port()}` };
}

/** A field bus that says what it is told to. */
async function startBus() {
  const joined = Promise.withResolvers<Socket>();
  bus = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => joined.resolve(socket));
  });
  await new Promise<void>((resolve) => bus.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    (await joined.promise).destroy();
    await new Promise((resolve) => bus.close(resolve));
  });
  return { port: (bus.address() as { port: number }).port, joined: joined.promise };
}

/** @param levels one reading every five minutes */
async function play(levels: readonly number[], faultWatch: object, settings: SensorSettings | null = null) {
  const { log, analytics, mqttUrl } = await startCentre(settings);
  const { port, joined } = await startBus();
  const credentialsFile = join(folder, 'gauge-1.json');
  writeFileSync(credentialsFile, JSON.stringify({ device: 'gauge-1', secret: SECRET }), { mode: 0o600 });
  const driver = { kind: 'simulator', stations: [GAUGE], port };
  const outboxDir = join(folder, 'outbox');
  const devices = [{ device: 'gauge-1', credentialsFile, driver, faultWatch, batch: { itemsMax: 1, ageMsMax: 1 } }];
  const path = join(folder, 'sensors.json');
  writeFileSync(path, JSON.stringify({ mqttUrl, outboxDir, devices }));
  const deps = { clock: systemClock, chance: createSeededChance(4), logger: silentLogger };
  const sensors = createSensorAgent(readSensorConfig(path), { ...deps, basePort: 8600 });
  const conductor: Agent = createAgent(
    {
      device: 'conductor-1',
      mqttUrl,
      outboxDir,
      strictOrder: true,
      agent: 'test',
      credentials: { device: 'conductor-1', secret: SECRET },
    },
    deps,
  );
  await sensors.start();
  closing.push(sensors.stop);
  await conductor.start();
  closing.push(conductor.stop);
  const socket = await joined;
  const isTuned = () => expect(sensors.health()[0]?.settings).toBe(settings?.version ?? 0);
  await vi.waitFor(isTuned, { timeout: 5000 });
  let at = BEGIN_MS;
  for (const [n, value] of levels.entries()) {
    at = BEGIN_MS + n * STEP_MS;
    socket.write(`${JSON.stringify({ station: GAUGE, asset: GAUGE, metric: 'water.level', at, value, unit: 'm' })}\n`);
    const arrived = async () => expect(await readings()).toHaveLength(n + 1);
    await vi.waitFor(arrived, { timeout: 5000, interval: 2 });
    await conductor.report({ event: 'clock', at });
    await conductor.drained();
  }
  await vi.waitFor(() => expect(analytics.explain(TIMELINE, 'flood.tide-level', GAUGE)?.at).toBe(at), {
    timeout: 5000,
  });
  const alarms = await read<AlarmRecord>('alarms', [0]);
  const of = (rule: string) => alarms.filter((alarm) => alarm.rule === rule && alarm.asset === GAUGE);
  return {
    readings: await readings(),
    events: await events(),
    tide: of('flood.tide-level'),
    doubt: of('flood.gauge-doubt'),
  };

  async function read<Record>(stream: 'alarms' | 'telemetry', partitions: readonly number[]): Promise<Record[]> {
    const records: Record[] = [];
    for (const partition of partitions) {
      let left = await log.head(stream, partition);
      if (left === 0) continue;
      for await (const batch of log.read(stream, partition, 0, new AbortController().signal)) {
        records.push(...batch.records.map((text) => JSON.parse(text) as Record));
        left -= batch.records.length;
        if (left <= 0) break;
      }
    }
    return records;
  }

  async function events() {
    const records = await read<TelemetryRecord>('telemetry', [0, 1]);
    const items = records.flatMap((record) => (record.k === 'evt' ? record.items : []));
    return items.filter(({ event }) => event.startsWith('config.'));
  }

  async function readings() {
    const records = await read<TelemetryRecord>('telemetry', [0, 1]);
    const items = records.flatMap((record) => (record.k === 'obs' ? record.items : []));
    return items.filter(({ metric }) => metric === 'water.level');
  }
}

/** Centimetres that shake a little, and no two in a row alike. */
const shaken = (levelM: number, n: number): number => Number((levelM + (((n * 7) % 5) - 2) / 100).toFixed(2));
const calm = Array.from({ length: 60 }, (_, n) => shaken(CALM_M, n));
/** Over the line for a quarter of an hour, which is longer than the rule waits. */
const jumped = [...calm, ...Array.from({ length: 4 }, (_, n) => shaken(WRONG_M, n)), ...calm.slice(0, 4)];

test('a jump that the gate finds reaches the rules as bad, and the rule of the level does not fire', async () => {
  const { readings, tide, doubt } = await play(jumped, { metrics: ['water.level'] });
  expect(readings).toHaveLength(jumped.length);
  const said = ({ quality, flags }: (typeof readings)[number]) => [quality, flags];
  expect(readings.filter(({ value }) => value > 4.55).map(said)).toEqual(
    Array.from({ length: 4 }, () => ['bad', ['spike']]),
  );
  // Coming back is a jump as well; the readings before are as good as they were.
  expect(readings.slice(0, calm.length).map(said)).toEqual(calm.map(() => [undefined, undefined]));
  expect(tide).toEqual([]);
  expect(doubt.map(({ level, value }) => [level, value])).toContainEqual(['yellow', 2]);
});

test('the same water without the gate raises the alarm: it is the gate that keeps it quiet', async () => {
  const { readings, tide, doubt } = await play(jumped, { metrics: [] });
  expect(readings.filter(({ quality }) => quality !== undefined)).toEqual([]);
  expect(tide.map(({ level }) => level)).toContain('blue');
  expect(doubt).toEqual([]);
});

test('limits that the centre sets hold at the edge: the same jump is believed and raises the alarm', async () => {
  const gate = { spike: 1000, jump: 1000 };
  const settings: SensorSettings = { v: 1, device: 'gauge-1', version: 1, gate };
  const { readings, tide, events } = await play(jumped, { metrics: ['water.level'] }, settings);
  expect(events).toMatchObject([{ event: 'config.applied', version: 1, asset: GAUGE }]);
  expect(readings.filter(({ value }) => value > 4.55).every(({ flags = [] }) => !flags.includes('spike'))).toBe(true);
  expect(tide.map(({ level }) => level)).toContain('blue');
});

test('a gauge that sticks above the line is doubted, and its alarm stands', async () => {
  const rise = Array.from({ length: 12 }, (_, n) => shaken(CALM_M + 0.04 * n, n));
  const stuck = Array.from({ length: 30 }, () => WRONG_M);
  const { readings, tide, doubt } = await play([...calm, ...rise, ...stuck], { metrics: ['water.level'] });
  expect(readings.at(-1)).toMatchObject({ value: WRONG_M, quality: 'uncertain', flags: ['stuck'] });
  expect(tide.map(({ state }) => state).at(-1)).toBe('active-unacknowledged');
  expect(doubt.at(-1)).toMatchObject({ level: 'blue', value: 1 });
});
