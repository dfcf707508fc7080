/** A camera agent that is told things over a real broker: sealed, wrong, late, and over a restart. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CameraConfig,
  type Command,
  type DownChannel,
  EventsMessageSchema,
  type EvidenceCommand,
  EvidenceMessageSchema,
  type PictureAnswer,
  type StillAnswer,
  type StillCommand,
  topicOf,
} from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { sealText } from '@chengyun/platform/service/sealed.ts';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../../agent/chance.ts';
import { startTestBroker, type TestBroker } from '../../testing/test-broker.ts';
import { type CameraAgent, createCameraAgent } from '../camera-agent.ts';
import { CAMERA_DEFAULTS } from '../config.ts';
import type { Mosaic } from './mosaic.ts';

const DEVICE = 'cam-1';
const SECRET = 'a secret of this camera';
const KEY = createHash('sha256').update(SECRET).digest();
/** Pixels a side of what the stand-in decoder shows: 16 x 10 blocks. */
const [WIDTH, HEIGHT] = [128, 80];

let folder: string;
let broker: TestBroker;
let agent: CameraAgent | null;
let warned: string[];
let mosaics: Mosaic[];
/** Models that are open. */
let opened: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'remote-'));
  broker = await startTestBroker();
  agent = null;
  warned = [];
  mosaics = [];
  opened = [];
  writeFileSync(join(folder, 'cam-1.json'), JSON.stringify({ device: DEVICE, secret: SECRET }), { mode: 0o600 });
  // A stand-in for ffmpeg: white, and black as soon as there is a mask.
  const head = `P6\\n${WIDTH} ${HEIGHT}\\n255\\n`;
  const frame = `printf '${head}'; head -c ${WIDTH * HEIGHT * 3} /dev/zero | tr '\\000' "$shade"`;
  const script = `#!/bin/sh\necho "$@" >> ${folder}/decoders\nshade='\\377'\ncase "$*" in *drawbox*) shade='\\000';; esac\n`;
  writeFileSync(join(folder, 'decoder.sh'), `${script}while ${frame}; do sleep 0.05; done\n`, { mode: 0o755 });
});
afterEach(async () => {
  await agent?.stop();
  await broker.close();
  rmSync(folder, { recursive: true, force: true });
});

async function begin(): Promise<CameraAgent> {
  const camera = { ...CAMERA_DEFAULTS, device: DEVICE, asset: 'camera-1', model: 'any', reportEveryMs: 100 };
  agent = createCameraAgent(
    {
      mqttUrl: broker.url,
      outboxDir: join(folder, 'outbox'),
      cameras: [{ ...camera, credentialsFile: join(folder, 'cam-1.json'), source: { url: 'rtsp://camera/1' } }],
    },
    {
      clock: systemClock,
      chance: createSeededChance(3),
      logger: Object.assign(Object.create(silentLogger), {
        warn: (_about: unknown, sentence: string) => warned.push(sentence),
      }),
      ffmpegPath: join(folder, 'decoder.sh'),
      // A car in the upper left corner of every frame.
      createDetector: async (model) => {
        if (model === 'broken') throw new Error('model broken fails its self-test: its output holds NaN');
        opened.push(model);
        return {
          manifest: { threshold: 0.3 },
          detect: async () => [{ cls: 'vehicle' as const, score: 0.9, x: 8, y: 8, w: 16, h: 8 }],
          close: async () => void opened.splice(opened.indexOf(model), 1),
        };
      },
      encodeStill: async (mosaic) => {
        mosaics.push(mosaic);
        return Buffer.from('a jpeg');
      },
    },
  );
  await agent.start();
  await broker.until(() => broker.listened.has(topicOf(DEVICE, 'commands')));
  return agent;
}

const upperHalf = [
  [0, 0],
  [1, 0],
  [1, 0.5],
  [0, 0.5],
] as const;
const lowerHalf = upperHalf.map(([x, y]) => [x, y + 0.5] as const);
const config = (version: number, part: Partial<CameraConfig> = {}): CameraConfig => ({
  ...{ v: 1, device: DEVICE, version, masks: [] },
  zones: [{ id: 'near', asset: 'road-near', polygon: lowerHalf, counts: ['vehicles'] }],
  ...part,
});
const tell = (channel: DownChannel, what: unknown, key: Uint8Array = KEY) => {
  const text = typeof what === 'string' ? what : JSON.stringify(what);
  broker.tell(topicOf(DEVICE, channel), JSON.stringify(sealText(key, channel, text)), channel === 'config');
};
const command = (part: Partial<StillCommand> = {}): Command => ({
  ...{ v: 1, device: DEVICE, id: 'a'.repeat(32), command: 'still', reason: 'to draw zones', role: 'engineer' },
  expires_at: systemClock.nowMs() + 60_000,
  ...part,
});

const on = (channel: string) => broker.arrived.filter(({ topic }) => topic.endsWith(`/${channel}`));
interface Item {
  readonly event?: string;
  readonly version?: number;
  readonly reason?: string;
  readonly metric?: string;
  readonly asset?: string;
  readonly value?: number;
}
const items = () => broker.arrived.flatMap(({ payload }) => (payload.items ?? []) as Item[]);
const verdicts = () => items().filter(({ event }) => event?.startsWith('config.'));
const counted = (asset: string | undefined) =>
  items().filter((item) => item.metric === 'traffic.vehicle_count' && item.asset === asset);
const decoders = () => readFileSync(join(folder, 'decoders'), 'utf8').trim().split('\n');

test('a configuration is in force from one frame to the next, without a new decoder when no mask changes', async () => {
  await begin();
  await broker.until(() => counted(undefined).length > 0);
  tell('config', config(1, { zones: [{ id: 'far', asset: 'road-far', polygon: upperHalf, counts: ['vehicles'] }] }));
  await broker.until(() => counted('road-far').length > 1);
  expect(counted('road-far').at(-1)?.value).toBe(1);
  expect(verdicts()).toMatchObject([{ event: 'config.applied', version: 1, asset: 'camera-1' }]);
  tell('config', config(2));
  await broker.until(() => counted('road-near').length > 1);
  expect(counted('road-near').at(-1)?.value).toBe(0);
  const before = counted('road-far').length;
  await broker.until(() => counted('road-near').length > 3);
  expect(counted('road-far')).toHaveLength(before);
  expect(decoders()).toHaveLength(1);
  for (const { payload } of on('events')) expect(Value.Check(EventsMessageSchema, payload)).toBe(true);
});

test.each([
  [
    'a field too many',
    () => config(3, { source: 'rtsp://x' } as Partial<CameraConfig>),
    3,
    /^The configuration has a field at \/source that is not known here\.$/,
  ],
  ['no zone', () => config(3, { zones: [] }), 3, /^The configuration at \/zones /],
  ['an outline that crosses itself', () => crossed(3), 3, /^The outline of near crosses itself\.$/],
  ['an older version', () => config(1), 1, /^Version 1 is older than version 2, which is in force\.$/],
  ['other contents under the same version', () => crossed(2), 2, /^Version 2 is in force with other contents\.$/],
  ['another device', () => config(3, { device: 'cam-2' }), 3, /^The configuration is for cam-2, not for cam-1\.$/],
  ['no JSON', () => '{{', 0, /^The configuration is not JSON\.$/],
])('%s is refused in one sentence, and what was in force stays', async (_, wrong, version, reason) => {
  await begin();
  tell('config', config(2));
  await broker.until(() => counted('road-near').length > 0);
  tell('config', wrong());
  await broker.until(() => verdicts().length === 2);
  expect(verdicts()[1]).toMatchObject({ event: 'config.refused', version, reason: expect.stringMatching(reason) });
  const before = counted('road-near').length;
  await broker.until(() => counted('road-near').length > before);
  expect(JSON.parse(readFileSync(join(folder, 'outbox-kept', 'cam-1.json'), 'utf8'))).toEqual(config(2));
});

function crossed(version: number): CameraConfig {
  const [a, b, c, d] = lowerHalf;
  return config(version, { zones: [{ id: 'near', polygon: [a!, c!, b!, d!], counts: ['vehicles'] }] });
}

test('a configuration with a wrong seal is refused before it is read', async () => {
  await begin();
  tell('config', config(1), new Uint8Array(32));
  broker.tell(topicOf(DEVICE, 'config'), JSON.stringify(config(2)));
  // What is retained may come twice to somebody who begins to listen at that moment.
  await broker.until(() => new Set(verdicts().map(({ reason }) => reason)).size === 2);
  expect(new Set(verdicts().map(({ version, reason }) => `${version} ${reason}`))).toEqual(
    new Set(['0 Its seal is wrong.', '0 It is not sealed.']),
  );
});

test('the last good one is in force after a restart, without a word from the centre', async () => {
  const first = await begin();
  tell('config', config(4, { masks: [{ id: 'door', polygon: upperHalf }] }));
  await broker.until(() => counted('road-near').length > 0);
  await first.stop();
  broker.tell(topicOf(DEVICE, 'config'), '', true);
  broker.arrived.length = 0;
  await begin();
  await broker.until(() => counted('road-near').length > 0);
  expect(counted(undefined)).toEqual([]);
  expect(decoders().at(-1)).toContain('drawbox=');
  // The centre repeats what it retains: that is confirmed once and changes nothing.
  tell('config', config(4, { masks: [{ id: 'door', polygon: upperHalf }] }));
  await broker.until(() => verdicts().length === 1);
  expect(verdicts()).toMatchObject([{ event: 'config.applied', version: 4 }]);
});

test('a kept configuration that is damaged is said and not used', async () => {
  await begin();
  tell('config', config(1));
  await broker.until(() => counted('road-near').length > 0);
  await agent?.stop();
  broker.tell(topicOf(DEVICE, 'config'), '', true);
  writeFileSync(join(folder, 'outbox-kept', 'cam-1.json'), '{"v":1');
  broker.arrived.length = 0;
  await begin();
  await broker.until(() => counted(undefined).length > 0);
  expect(warned.some((sentence) => /kept configuration .*cam-1\.json is not used/.test(sentence))).toBe(true);
});

test('a still is answered once, as a mosaic, with what is in force', async () => {
  await begin();
  tell('commands', command());
  tell('commands', command());
  tell('commands', command({ id: 'b'.repeat(32) }));
  await broker.until(() => on('evidence').length === 2);
  const answers = on('evidence').map(({ payload }) => payload as unknown as StillAnswer);
  for (const answer of answers) expect(Value.Check(EvidenceMessageSchema, answer)).toBe(true);
  const [first, second] = answers;
  expect(answers.map((answer) => answer.command)).toEqual(['a'.repeat(32), 'b'.repeat(32)]);
  expect(first?.still).toMatchObject({ width: 16, height: 10, jpeg: Buffer.from('a jpeg').toString('base64') });
  expect(first!.still.expires_at - first!.still.taken_at).toBe(600_000);
  expect(first?.in_force).toEqual({ version: 0, zones: CAMERA_DEFAULTS.zones, lines: [], masks: [] });
  // Many in a row would be a film.
  expect(second).toMatchObject({ refused: 'A still was sent less than 5 s ago.' });
  // One pixel a block of 8 x 8 is all that was ever handed on.
  expect(mosaics.map(({ rgb }) => rgb.length)).toEqual([16 * 10 * 3]);
});

test('a still that is asked for behind a new mask has it, and says what ties the picture to metres', async () => {
  await begin();
  await broker.until(() => counted(undefined).length > 0);
  const [a, b, c, d] = [...upperHalf];
  const ground = {
    image: [a, b, c, d],
    metres: [
      [0, 0],
      [8, 0],
      [8, 30],
      [0, 30],
    ],
  } as const;
  tell('config', config(1, { masks: [{ id: 'door', polygon: upperHalf }], ground }));
  tell('commands', command());
  await broker.until(() => on('evidence').length === 1);
  expect(on('evidence')[0]?.payload).toMatchObject({ in_force: { version: 1, ground } });
  expect(new Set(mosaics[0]?.rgb)).toEqual(new Set([0]));
  expect(decoders()).toHaveLength(2);
});

test('a command that has expired is refused, one without a genuine seal is not even answered', async () => {
  await begin();
  tell('commands', command({ id: 'c'.repeat(32) }), new Uint8Array(32));
  broker.tell(topicOf(DEVICE, 'commands'), JSON.stringify(command({ id: 'd'.repeat(32) })));
  tell('commands', { ...command(), command: 'frame' });
  tell('commands', command({ device: 'cam-2', id: 'f'.repeat(32) }));
  tell('commands', command({ id: 'e'.repeat(32), expires_at: systemClock.nowMs() - 1 }));
  await broker.until(() => on('evidence').length === 2);
  expect(on('evidence').map(({ payload }) => [payload.command, payload.refused])).toEqual([
    ['f'.repeat(32), 'The command is for cam-2, not for cam-1.'],
    ['e'.repeat(32), 'The command has expired.'],
  ]);
  expect(mosaics).toEqual([]);
  expect(warned.filter((sentence) => sentence.includes('refused what it was told on commands'))).toHaveLength(3);
});

const evidence = (part: Partial<EvidenceCommand> = {}): EvidenceCommand => ({
  ...{ v: 1, device: DEVICE, id: '1'.repeat(32), command: 'evidence', reason: 'how deep is it', role: 'operator' },
  ...{ incident: '00000000000000a1', asset: 'camera-1', at: systemClock.nowMs() },
  expires_at: systemClock.nowMs() + 60_000,
  ...part,
});

test('a picture for an incident comes from the ring, blurred and small, once for a command', async () => {
  await begin();
  await broker.until(() => counted(undefined).length > 2);
  tell('commands', evidence());
  tell('commands', evidence());
  await broker.until(() => on('evidence').length === 1);
  tell('commands', evidence({ id: '2'.repeat(32), expires_at: systemClock.nowMs() - 1 }));
  await broker.until(() => on('evidence').length === 2);
  const [answer, late] = on('evidence').map(({ payload }) => payload as unknown as PictureAnswer);
  expect(Value.Check(EvidenceMessageSchema, answer)).toBe(true);
  expect(answer?.evidence).toMatchObject({
    ...{ incident: '00000000000000a1', blurred: 'people-and-vehicles' },
    ...{ width: WIDTH, height: HEIGHT, jpeg: Buffer.from('a jpeg').toString('base64') },
  });
  expect(late).toMatchObject({ command: '2'.repeat(32), refused: 'The command has expired.' });
  expect(on('evidence')).toHaveLength(2);
});

test('no picture leaves for a wrong seal, an empty reason, no incident, or a time of which nothing is kept', async () => {
  await begin();
  await broker.until(() => counted(undefined).length > 0);
  tell('commands', evidence({ id: '3'.repeat(32) }), new Uint8Array(32));
  tell('commands', evidence({ id: '4'.repeat(32), reason: '   ' }));
  const { incident: _none, ...without } = evidence({ id: '5'.repeat(32) });
  tell('commands', without);
  tell('commands', evidence({ id: '6'.repeat(32), at: systemClock.nowMs() - 3_600_000 }));
  await broker.until(() => on('evidence').length === 1);
  expect(on('evidence').map(({ payload }) => [payload.command, payload.refused])).toEqual([
    ['6'.repeat(32), 'The camera has kept no picture of that time.'],
  ]);
  expect(mosaics).toEqual([]);
  expect(warned.filter((sentence) => sentence.includes('refused what it was told on commands'))).toHaveLength(3);
});

test('what cannot be kept is not in force, the model in it neither', async () => {
  // No folder can be made where a file lies.
  writeFileSync(join(folder, 'outbox-kept'), '');
  await begin();
  await broker.until(() => counted(undefined).length > 0);
  tell('config', config(1, { model: 'better' }));
  await broker.until(() => verdicts().length === 1);
  expect(verdicts()[0]).toMatchObject({
    ...{ event: 'config.refused', version: 1 },
    reason: expect.stringMatching(/^The camera could not keep it: /),
  });
  expect(opened).toEqual(['any']);
  const before = counted(undefined).length;
  await broker.until(() => counted(undefined).length > before);
  expect(counted('road-near')).toEqual([]);
});

test('another model is taken between two frames, one that fails its self-test is not, and a restart goes on with it', async () => {
  const first = await begin();
  await broker.until(() => counted(undefined).length > 0);
  expect(opened).toEqual(['any']);
  tell('config', config(1, { model: 'better' }));
  await broker.until(() => verdicts().length === 1);
  expect(verdicts()).toMatchObject([{ event: 'config.applied', version: 1 }]);
  expect(opened).toEqual(['better']);
  tell('config', config(2, { model: 'broken' }));
  await broker.until(() => verdicts().length === 2);
  expect(verdicts()[1]).toMatchObject({
    ...{ event: 'config.refused', version: 2 },
    reason: 'Model broken fails its self-test: its output holds NaN.',
  });
  const before = counted('road-near').length;
  await broker.until(() => counted('road-near').length > before);
  expect(opened).toEqual(['better']);
  await first.stop();
  broker.tell(topicOf(DEVICE, 'config'), '', true);
  opened = [];
  await begin();
  expect(opened).toContain('better');
  expect(opened).not.toContain('any');
});
