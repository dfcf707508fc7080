import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventsMessageSchema, ObservationsMessageSchema } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
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

function configOf(...wanted: readonly object[]): string {
  const path = join(folder, 'cameras.json');
  const cameras = wanted.map((camera, index) => {
    const device = `cam-${index + 1}`;
    const credentialsFile = join(folder, `${device}.json`);
    writeFileSync(credentialsFile, JSON.stringify({ device, secret: 's' }), { mode: 0o600 });
    return { device, credentialsFile, model: 'yolox-nano', ...camera };
  });
  writeFileSync(path, JSON.stringify({ mqttUrl: broker.url, outboxDir: join(folder, 'outbox'), cameras }));
  return path;
}

const begin = (camera: object, deps: Partial<CameraAgentDeps>) => beginAll([camera], deps);

async function beginAll(cameras: readonly object[], deps: Partial<CameraAgentDeps>): Promise<CameraAgent> {
  agent = createCameraAgent(readCameraConfig(configOf(...cameras)), {
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
  manifest: { threshold: 0.3 },
  detect: async () => {
    const car = (x: number, y: number) => ({ cls: 'vehicle' as const, score: 0.9, x, y, w: 1, h: 1 });
    return [car(1, 1), car(1, 4), car(1, 7), car(8, 5), { cls: 'person', score: 0.8, x: 6, y: 6, w: 0.5, h: 2 }];
  },
  close: async () => undefined,
});

test('zones become observations of the data standard, in the time of the timeline', async () => {
  const metrics = createMetrics('edgeCamera');
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
    { ffmpegPath: showPicture(), createDetector: fakeDetector, metrics },
  );
  await broker.until(() => valuesOf('traffic.queue_vehicles').includes(3));
  expect(await metrics.text()).toMatch(/^chengyun_camera_streams_slowed\{[^}]*\} 0$/m);
  expect(await metrics.text()).toMatch(/^chengyun_camera_rate_share\{[^}]*\} 1$/m);
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

test('a camera whose model is missing is left out, and its neighbour sees', async () => {
  const said: string[] = [];
  const logger = Object.assign(Object.create(silentLogger), {
    error: (_about: unknown, sentence: string) => said.push(sentence),
  });
  const cameras = [{ model: 'no-such-model' }, {}].map((part) => ({ source: 'rtsp://camera/1', ...part }));
  const running = await beginAll(cameras, {
    ...{ ffmpegPath: showPicture(), logger },
    createDetector: (model, options) =>
      model === 'yolox-nano'
        ? fakeDetector(model, options)
        : Promise.reject(new Error('model no-such-model is unknown')),
  });
  await broker.until(() => running.health().some(({ judged }) => judged > 0));
  expect(running.health().map(({ device }) => device)).toEqual(['cam-2']);
  expect(said).toEqual(['cam-1 is left out, the others go on: Model no-such-model is unknown.']);
  expect(running.ready()).toMatchObject({ ok: false, detail: expect.stringContaining('1 of 2 cameras') });
});

test('the sample configuration can be read', () => {
  const { cameras } = readCameraConfig(new URL('./sample.json', import.meta.url).pathname);
  expect(cameras[0]?.zones.map(({ id }) => id)).toEqual(['inbound', 'pavement', 'quay']);
  expect(cameras[0]?.ground?.metres[2]).toEqual([18, 45]);
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
  const transported = (url: string, rtspTransport: string) => () =>
    readCameraConfig(configOf({ source: { url, rtspTransport } })).cameras[0]?.source.rtspTransport;
  expect(transported('rtsp://x', 'udp')()).toBe('udp');
  expect(transported('rtsps://x', 'tcp')()).toBe('tcp');
  expect(transported('rtsp://x', 'sctp')).toThrow(/source\.rtspTransport must be one of tcp, udp, but is "sctp"\.$/);
  expect(transported('a.mp4', 'udp')).toThrow(/is no RTSP stream, so it has no rtspTransport "udp"\.$/);
  expect(transported('rtsps://x', 'udp')).toThrow(/is reached by rtsps, whose pictures come over TCP alone\.$/);
});

test('ground points are read as four points with metres or as a rectangle, and a mistake in them is one sentence', () => {
  const image = [
    [0.2, 0.9],
    [0.8, 0.9],
    [0.6, 0.4],
    [0.4, 0.4],
  ];
  const metres = [
    [0, 0],
    [8, 0],
    [8, 30],
    [0, 30],
  ];
  const read = (part: object) => readCameraConfig(configOf({ source: 'a.mp4', ...part })).cameras[0]!;
  expect(read({ ground: { image, widthM: 8, lengthM: 30 } }).ground).toEqual({ image, metres });
  expect(read({ ground: { image, metres } }).ground).toEqual({ image, metres });
  expect(() => read({ ground: { image, widthM: 8 } })).toThrow(/ground.lengthM/);
  expect(() => read({ ground: { image: image.slice(1), metres } })).toThrow(/ground.image/);
  expect(() => read({ ground: { image: [image[0], image[2], image[1], image[3]], metres } })).toThrow(
    /the camera cam-1 cannot measure so: The four ground points in the picture are not in order round\./,
  );
  const crowd = { id: 'square', polygon: image, counts: ['people'], kind: 'crowd' };
  expect(read({ zones: [crowd], ground: { image, metres } }).zones[0]?.kind).toBe('crowd');
  expect(() => read({ zones: [crowd] })).toThrow(/the zone square is for a crowd/i);
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
