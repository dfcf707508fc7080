/**
 * Thirty attempts to get an identity out of a camera: tracks, crops, embeddings, plates, faces and names, through every
 * way that leads out of the box or into it. What leaves is held against the contract that ingest holds it against, and
 * searched for what was hidden in it.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CameraConfigSchema,
  CommandSchema,
  EventsMessageSchema,
  EvidenceMessageSchema,
  ObservationsMessageSchema,
  SealedSchema,
  StatusMessageSchema,
  topicOf,
} from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import { sealText } from '@chengyun/platform/service/sealed.ts';
import { Check } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSeededChance } from '../agent/chance.ts';
import { startTestBroker, type TestBroker } from '../testing/test-broker.ts';
import { type CameraAgent, createCameraAgent } from './camera-agent.ts';
import { readCameraConfig } from './config.ts';
import { openFrameRing } from './ring/frame-ring.ts';

/** What must not be found anywhere outside. */
const SECRET = 'PUDONG-A12345';
const IDENTITY = {
  track: 4711,
  crop: SECRET,
  embedding: [0.25, 0.5],
  plate: SECRET,
  face: SECRET,
  name: SECRET,
} as const;
const FIELDS = Object.keys(IDENTITY) as (keyof typeof IDENTITY)[];
const at = 1_700_000_000_000;
const id = 'a'.repeat(32);

const observations = (item: object) => ({
  ...{ v: 1, device: 'cam-1', epoch: `1-${'0'.repeat(16)}`, seq: 1, sent_at: at },
  items: [{ metric: 'traffic.vehicle_count', at, value: 3, unit: '1', ...item }],
});
const events = (item: object) => ({
  ...observations({}),
  items: [{ event: 'camera.health', at, state: 'ok', ...item }],
});
const status = (part: object) => ({ v: 1, device: 'cam-1', online: true, sent_at: at, agent: 'camera/0.1', ...part });
const square = [
  [0, 0],
  [0.5, 0],
  [0.5, 0.5],
];
const config = (zone: object) => ({
  ...{ v: 1, device: 'cam-1', version: 1, masks: [] },
  zones: [{ id: 'z', polygon: square, counts: ['vehicles'], ...zone }],
});
const still = { jpeg: 'AAAA', width: 8, height: 8, taken_at: at, expires_at: at + 1 };
const picture = { ...still, incident: 'i1', blurred: 'people-and-vehicles' };
const evidence = (part: object) => ({ v: 1, device: 'cam-1', sent_at: at, command: id, ...part });
const command = (part: object) => ({
  ...{ v: 1, device: 'cam-1', id, command: 'still', reason: 'why', role: 'engineer', expires_at: at },
  ...part,
});

describe('the contract has no place for it', () => {
  test('and takes the messages themselves', () => {
    expect(Check(ObservationsMessageSchema, observations({}))).toBe(true);
    expect(Check(EventsMessageSchema, events({}))).toBe(true);
    expect(Check(StatusMessageSchema, status({}))).toBe(true);
    expect(Check(CameraConfigSchema, config({}))).toBe(true);
    expect(Check(EvidenceMessageSchema, evidence({ evidence: picture }))).toBe(true);
    expect(Check(CommandSchema, command({}))).toBe(true);
  });

  test.each(FIELDS)('%s in an observation (1 to 6)', (field) => {
    expect(Check(ObservationsMessageSchema, observations({ [field]: IDENTITY[field] }))).toBe(false);
  });
  test.each(FIELDS)('%s in an event (7 to 12)', (field) => {
    expect(Check(EventsMessageSchema, events({ [field]: IDENTITY[field] }))).toBe(false);
  });

  test.each([
    ['13: a status with a track', () => Check(StatusMessageSchema, status({ track: 4711 }))],
    ['14: an envelope with a plate', () => Check(ObservationsMessageSchema, { ...observations({}), plate: SECRET })],
    ['15: a value that is a text', () => Check(ObservationsMessageSchema, observations({ value: SECRET }))],
    ['16: a value that is a vector', () => Check(ObservationsMessageSchema, observations({ value: [0.1, 0.2] }))],
    ['17: an event of its own kind', () => Check(EventsMessageSchema, events({ event: 'person.seen' }))],
    ['18: a state that is a name', () => Check(EventsMessageSchema, events({ state: SECRET }))],
    ['19: a still with boxes', () => Check(EvidenceMessageSchema, evidence({ still: { ...still, boxes: [] } }))],
    [
      '20: a still that is a whole picture',
      () => Check(EvidenceMessageSchema, evidence({ still: { ...still, width: 640 } })),
    ],
    [
      '21: a picture that is not blurred',
      () => Check(EvidenceMessageSchema, evidence({ evidence: { ...picture, blurred: 'nothing' } })),
    ],
    [
      '22: a picture for no incident',
      () => Check(EvidenceMessageSchema, evidence({ evidence: { ...still, blurred: 'people-and-vehicles' } })),
    ],
    ['23: a picture that is a film', () => Check(EvidenceMessageSchema, evidence({ evidence: [picture, picture] }))],
    ['24: a zone that asks for plates', () => Check(CameraConfigSchema, config({ counts: ['plates'] }))],
    ['25: a configuration that asks for crops', () => Check(CameraConfigSchema, { ...config({}), crops: true })],
    ['26: a command for the whole frame', () => Check(CommandSchema, command({ command: 'frame' }))],
    ['27: a command with a place to send to', () => Check(CommandSchema, command({ upload: 'http://elsewhere' }))],
    [
      '28: a seal with more than a text',
      () => Check(SealedSchema, { v: 1, text: '{}', seal: '0'.repeat(64), frame: SECRET }),
    ],
  ])('%s', (_, isTaken) => {
    expect(isTaken()).toBe(false);
  });
});

describe('what a camera lets out while its detector tries to tell', () => {
  let folder: string;
  let broker: TestBroker;
  let agent: CameraAgent;
  const logged: string[] = [];
  const metrics = createMetrics('edgeCamera');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leaks-'));
    broker = await startTestBroker();
    const credentialsFile = join(folder, 'cam-1.json');
    writeFileSync(credentialsFile, JSON.stringify({ device: 'cam-1', secret: 's' }), { mode: 0o600 });
    const frame = `printf 'P6\\n64 36\\n255\\n'; head -c 6912 /dev/urandom`;
    writeFileSync(join(folder, 'decoder.sh'), `#!/bin/sh\nwhile ${frame}; do sleep 0.05; done\n`, { mode: 0o755 });
    const path = join(folder, 'cameras.json');
    const camera = {
      device: 'cam-1',
      credentialsFile,
      model: 'any',
      source: `rtsp://u:${SECRET}@camera/1`,
      reportEveryMs: 100,
    };
    writeFileSync(path, JSON.stringify({ mqttUrl: broker.url, outboxDir: join(folder, 'outbox'), cameras: [camera] }));
    const record = (about: unknown, sentence: string) => void logged.push(JSON.stringify(about) + sentence);
    agent = createCameraAgent(readCameraConfig(path), {
      ...{ clock: systemClock, chance: createSeededChance(3), metrics, ffmpegPath: join(folder, 'decoder.sh') },
      logger: Object.assign(Object.create(silentLogger), { info: record, warn: record, error: record }),
      createDetector: async () => ({
        manifest: { threshold: 0.3 },
        detect: async () => [{ cls: 'person' as const, score: 0.9, x: 8, y: 8, w: 8, h: 20, ...IDENTITY }],
        close: async () => undefined,
      }),
      encodeStill: async () => Buffer.from('a jpeg'),
    });
    await agent.start();
    await broker.until(() => broker.listened.has(topicOf('cam-1', 'commands')));
  });
  afterAll(async () => {
    await agent.stop();
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('29: messages, statistics, logs and labels of metrics hold nothing of what the detector hid in its boxes', async () => {
    const key = createHash('sha256').update('s').digest();
    const tell = (what: object) =>
      broker.tell(topicOf('cam-1', 'commands'), JSON.stringify(sealText(key, 'commands', JSON.stringify(what))));
    await broker.until(() => broker.arrived.length > 4);
    const common = { expires_at: systemClock.nowMs() + 60_000, reason: 'to see' };
    tell(command({ ...common, command: 'evidence', incident: 'i1', asset: 'x', at: Math.round(systemClock.nowMs()) }));
    await broker.until(() => broker.arrived.some(({ topic }) => topic.endsWith('/evidence')));
    for (const { topic, payload } of broker.arrived) {
      const channel = topic.split('/').at(-1) ?? '';
      const schema =
        { observations: ObservationsMessageSchema, events: EventsMessageSchema }[channel] ?? EvidenceMessageSchema;
      expect(Check(schema, payload)).toBe(true);
    }
    const outside = [JSON.stringify(broker.arrived), JSON.stringify(agent.health()), ...logged, await metrics.text()];
    expect(outside[0]).toContain('camera.frame_rate');
    for (const text of outside) expect(text).not.toMatch(/PUDONG|4711|embedding|plate|"track|"x":/);
  });

  test('30: what lies on the disk of the box names nobody, and a ring from before opens for nobody', async () => {
    const outbox = join(folder, 'outbox', 'cam-1');
    expect(readFileSync(join(folder, 'cameras.json'), 'utf8')).toContain(SECRET);
    for (const name of readdirSync(outbox)) expect(readFileSync(join(outbox, name)).includes(SECRET)).toBe(false);
    const ringFolder = join(folder, 'ring');
    const options = { folder: ringFolder, keepMs: 60_000, bytesMax: 1e6, everyMs: 1 };
    const before = openFrameRing(options, () => undefined);
    before.keep({ rgb: new Uint8Array(Buffer.from(SECRET.repeat(9))), width: 13, height: 3 }, [], 1000);
    await before.settled();
    const [file = ''] = readdirSync(ringFolder);
    const sealed = readFileSync(join(ringFolder, file));
    expect(sealed.includes(SECRET)).toBe(false);
    const after = openFrameRing(options, () => undefined);
    expect(readdirSync(ringFolder)).toEqual([]);
    writeFileSync(join(ringFolder, file), sealed);
    expect(after.nearest(1000, 60_000)).toBeNull();
  });
});
