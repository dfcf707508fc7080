import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventsMessageSchema, ObservationsMessageSchema } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../agent/chance.ts';
import { startTestBroker, type TestBroker } from '../testing/test-broker.ts';
import { type CameraAgent, type CameraAgentDeps, createCameraAgent } from './camera-agent.ts';
import { readCameraConfig } from './config.ts';
import type { CreateDetector } from './detectors.ts';
import { findFfmpeg, systemFindDeps } from './source/find-ffmpeg.ts';

let folder: string;
let broker: TestBroker;
let agent: CameraAgent | null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'camera-'));
  broker = await startTestBroker();
  agent = null;
});
afterEach(async () => {
  await agent?.stop();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

const ffmpeg = ((): string | null => {
  try {
    return findFfmpeg(systemFindDeps(process.env));
  } catch {
    return null;
  }
})();

function configOf(camera: object): string {
  const credentialsFile = join(folder, 'cam-1.json');
  writeFileSync(credentialsFile, JSON.stringify({ device: 'cam-1', secret: 's' }), { mode: 0o600 });
  const path = join(folder, 'cameras.json');
  const cameras = [{ device: 'cam-1', credentialsFile, model: 'yolox-nano', ...camera }];
  writeFileSync(path, JSON.stringify({ mqttUrl: broker.url, outboxDir: join(folder, 'outbox'), cameras }));
  return path;
}

async function begin(camera: object, deps: Partial<CameraAgentDeps>): Promise<CameraAgent> {
  agent = createCameraAgent(readCameraConfig(configOf(camera)), {
    clock: systemClock,
    chance: createSeededChance(3),
    logger: silentLogger,
    ffmpegPath: ffmpeg ?? '',
    ...deps,
  });
  await agent.start();
  return agent;
}

interface Item {
  readonly metric?: string;
  readonly event?: string;
  readonly asset?: string;
  readonly at: number;
  readonly value: number;
  readonly unit: string;
  readonly state?: string;
}
const items = () => broker.arrived.flatMap(({ payload }) => payload.items as Item[]);
const valuesOf = (metric: string) => items().flatMap((item) => (item.metric === metric ? [item.value] : []));

/** A stand-in for ffmpeg that shows one picture again and again. */
function showPicture(): string {
  const script = join(folder, 'decoder.sh');
  const frame = `printf 'P6\\n10 10\\n255\\n'; head -c 300 /dev/urandom`;
  writeFileSync(script, `#!/bin/sh\nwhile ${frame}; do sleep 0.05; done\n`, { mode: 0o755 });
  return script;
}

/** A queue of three in the left half, one car in the right half, a person. Pixels of a 10 x 10 picture. */
const fakeDetector: CreateDetector = async () => ({
  detect: async () => {
    const car = (x: number, y: number) => ({ cls: 'vehicle' as const, score: 0.9, x, y, w: 1, h: 1 });
    return [car(1, 1), car(1, 4), car(1, 7), car(8, 5), { cls: 'person', score: 0.8, x: 6, y: 6, w: 0.5, h: 2 }];
  },
  close: async () => undefined,
});

test('zones become observations of the data standard, in the time of the timeline', async () => {
  const left = [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ];
  const right = left.map(([x = 0, y]) => [x + 0.5, y]);
  await begin(
    {
      source: 'rtsp://camera/1',
      asset: 'camera-north',
      reportEveryMs: 100,
      timeline: { pace: 60, anchorWallMs: systemClock.nowMs(), anchorTimelineMs: 1_000_000 },
      zones: [
        { id: 'lane', asset: 'road-north', polygon: left, capacity: 12 },
        { id: 'pavement', asset: 'square', polygon: right, counts: ['people'] },
      ],
    },
    { ffmpegPath: showPicture(), createDetector: fakeDetector },
  );
  await broker.until(() => valuesOf('traffic.queue_vehicles').includes(3));
  const report = items();
  const newest = (metric: string) => report.findLast((item) => item.metric === metric);
  expect(newest('traffic.vehicle_count')).toMatchObject({ asset: 'road-north', value: 3, unit: '1' });
  expect(newest('traffic.occupancy')).toMatchObject({ asset: 'road-north', value: 25, unit: '%' });
  expect(newest('crowd.person_count')).toMatchObject({ asset: 'square', value: 1 });
  expect(newest('camera.view_ok')).toMatchObject({ asset: 'camera-north', value: 1 });
  expect(report.find(({ event }) => event === 'camera.health')).toMatchObject({ asset: 'camera-north', state: 'ok' });
  // A queue is only known after it stood for 2.5 s, which are 150 s of this timeline.
  expect(newest('traffic.queue_vehicles')?.at).toBeGreaterThan(1_000_000 + 150_000);
  expect(newest('traffic.queue_vehicles')?.at).toBeLessThan(1_000_000 + 60 * 20_000);
  const known = new Map(DOMAINS.flatMap(({ metrics }) => metrics).map(({ id, unit }) => [id, unit]));
  for (const { topic, payload } of broker.arrived) {
    const schema = topic.endsWith('/events') ? EventsMessageSchema : ObservationsMessageSchema;
    expect(Value.Check(schema, payload)).toBe(true);
  }
  for (const { metric, unit } of report) if (metric) expect(known.get(metric)).toBe(unit);
});

test('a missing model is one sentence', async () => {
  const starting = begin({ source: 'a.mp4', model: 'no-such-model' }, {});
  await expect(starting).rejects.toThrow(/^Model no-such-model is unknown/);
});

test('the sample configuration can be read', () => {
  const { cameras } = readCameraConfig(new URL('./sample.json', import.meta.url).pathname);
  expect(cameras[0]?.zones.map(({ id }) => id)).toEqual(['inbound', 'pavement']);
});

test('a mistake in the configuration names the field', () => {
  const zone = {
    id: 'z',
    polygon: [
      [0, 0],
      [1, 2],
      [1, 1],
    ],
  };
  expect(() => readCameraConfig(configOf({ source: 'a.mp4', zones: [zone] }))).toThrow(
    /cameras\[0\].zones\[0\].polygon\[1\]\[1\] must be a number from 0 to 1, but is 2/,
  );
  expect(() => readCameraConfig(configOf({ source: { url: 'rtsp://x', lossless: true } }))).toThrow(/is no file/);
});

const data = process.env.CHENGYUN_DATA_DIR ?? new URL('../../../shared/data', import.meta.url).pathname;
const clip = join(data, 'video-tfl-jamcam/625_201708101531.mp4');
const weightsDir = join(data, 'detector-weights');
const isReady = ffmpeg !== null && existsSync(clip) && existsSync(join(weightsDir, 'yolox_nano.onnx'));

test.skipIf(!isReady)('a recorded city camera gives counts of real inference', async () => {
  const running = await begin(
    { source: { url: clip, lossless: true }, framesPerS: 2, reportEveryMs: 3_600_000 },
    { weightsDir },
  );
  await running.finished();
  expect(running.health()[0]).toMatchObject({ judged: 21, dropped: 0, health: 'ok' });
  // A busy road by day: between 10 and 25 vehicles at any moment.
  expect(valuesOf('traffic.vehicle_count')).toHaveLength(1);
  expect(valuesOf('traffic.vehicle_count')[0]).toBeGreaterThan(9);
  expect(valuesOf('traffic.vehicle_count')[0]).toBeLessThan(26);
});
