/** What devices are told, through a real broker: sealed, to the right one, and what cameras answer. */
import { createHash } from 'node:crypto';
import { type CameraConfig, type Command, type Sealed, type StillCommand, topicOf } from '@chengyun/contracts';
import { isGenuine } from '@chengyun/platform/service/sealed.ts';
import type { MqttClient } from 'mqtt';
import { describe, expect, it, vi } from 'vitest';
import { CITY, device, SECRET, START_MS } from './test-city.ts';
import { connect, publish, setUp } from './test-ingest.ts';
import { jpegOf, still } from './test-still.ts';

const KEY = createHash('sha256').update(SECRET).digest();
const config = (version: number): CameraConfig => ({
  ...{ v: 1, device: 'gauge-1', version, masks: [] },
  zones: [
    {
      id: 'lanes',
      polygon: [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      counts: ['vehicles'],
    },
  ],
});
const command = (part: Partial<StillCommand> = {}): Command => ({
  ...{ v: 1, device: 'gauge-1', id: 'a'.repeat(32), command: 'still', reason: 'zones', role: 'engineer' },
  expires_at: START_MS + 60_000,
  ...part,
});
const answer = (part: object = {}) => ({
  ...{ v: 1, device: 'gauge-1', sent_at: START_MS, command: command().id, still: still() },
  ...part,
});
const picture = {
  ...{ jpeg: jpegOf({ width: 320, height: 180 }), width: 320, height: 180 },
  ...{ taken_at: START_MS, expires_at: START_MS + 600_000, incident: 'a1', blurred: 'people-and-vehicles' },
};
const EVIDENCE = topicOf('gauge-1', 'evidence');

/** Everything that the device hears, opened; a retained text that was forgotten is null. */
async function listen(client: MqttClient, name: string): Promise<{ topic: string; said: unknown }[]> {
  const heard: { topic: string; said: unknown }[] = [];
  client.on('message', (topic, payload) => {
    const sealed = payload.length === 0 ? null : (JSON.parse(payload.toString()) as Sealed);
    const channel = topic.endsWith('config') ? 'config' : 'commands';
    if (sealed && !isGenuine(KEY, channel, sealed)) throw new Error(`The seal on ${topic} is wrong.`);
    heard.push({ topic, said: sealed && JSON.parse(sealed.text) });
  });
  await client.subscribeAsync([topicOf(name, 'config'), topicOf(name, 'commands')], { qos: 1 });
  return heard;
}

describe('a configuration', () => {
  it('is sealed and retained for the device that it is for, and said again only when it changes', async () => {
    const { ingest, tellDevices } = await setUp();
    tellDevices({ configs: [config(1)], commands: [] });
    const heard = await listen(await connect(ingest), 'gauge-1');
    const other = await listen(await connect(ingest, 'gauge-2'), 'gauge-2');
    await vi.waitFor(() => expect(heard.map(({ said }) => said)).toEqual([config(1)]));
    tellDevices({ configs: [config(1)], commands: [] });
    tellDevices({ configs: [config(2)], commands: [] });
    await vi.waitFor(() => expect(heard.map(({ said }) => said)).toEqual([config(1), config(2)]));
    expect(other).toEqual([]);
  });

  it('is forgotten when the device is revoked, and sealed anew with its new secret', async () => {
    const { ingest, tellDevices, replace } = await setUp();
    tellDevices({ configs: [config(1)], commands: [] });
    replace({ ...CITY, devices: [] });
    replace({ ...CITY, devices: [device('gauge-1', { secretSha256: createHash('sha256').update('other').digest() })] });
    const client = await connect(ingest, 'gauge-1', { password: 'other' });
    const payload = new Promise<string>((resolve) => client.on('message', (_, bytes) => resolve(bytes.toString())));
    await client.subscribeAsync(topicOf('gauge-1', 'config'));
    const sealed = JSON.parse(await payload) as Sealed;
    expect(isGenuine(KEY, 'config', sealed)).toBe(false);
    expect(isGenuine(createHash('sha256').update('other').digest(), 'config', sealed)).toBe(true);
  });
});

describe('a command', () => {
  it('reaches a device that connects before it expires, and no other', async () => {
    const { ingest, tellDevices, clock } = await setUp();
    const late = command({ id: 'b'.repeat(32), expires_at: START_MS + 1000 });
    tellDevices({ configs: [], commands: [late, command()] });
    clock.advance(2000);
    const heard = await listen(await connect(ingest), 'gauge-1');
    const other = await listen(await connect(ingest, 'gauge-2'), 'gauge-2');
    await vi.waitFor(() => expect(heard.map(({ said }) => said)).toEqual([command()]));
    expect(other).toEqual([]);
  });

  it('is said once to a device that listens', async () => {
    const { ingest, tellDevices } = await setUp();
    const heard = await listen(await connect(ingest), 'gauge-1');
    tellDevices({ configs: [], commands: [command()] });
    tellDevices({ configs: [], commands: [command()] });
    tellDevices({ configs: [config(1)], commands: [command()] });
    const second = command({ id: 'b'.repeat(32) });
    tellDevices({ configs: [config(2)], commands: [command(), second] });
    await vi.waitFor(() => expect(heard).toHaveLength(4));
    // Each once and in order: what is retained takes the broker longer and must not be overtaken.
    expect(heard.map(({ said }) => said)).toEqual([command(), config(1), config(2), second]);
  });
});

describe('an answer', () => {
  it('that was asked for is fetched once, and is in no log', async () => {
    const { ingest, tellDevices, records, refusals } = await setUp();
    tellDevices({ configs: [], commands: [command()] });
    const client = await connect(ingest);
    const fetched = () => ingest.routes('/still', new URLSearchParams({ command: command().id }));
    expect((await fetched())?.status).toBe(404);
    await publish(client, answer(), EVIDENCE);
    const first = await fetched();
    expect([first?.status, JSON.parse(first?.body ?? '')]).toEqual([200, answer()]);
    expect((await fetched())?.status).toBe(404);
    expect(refusals).toEqual([]);
    expect((await records()).filter(({ k }) => k !== 'tick')).toEqual([]);
    // The command stays in the store until it expires: that does not open it again.
    tellDevices({ configs: [config(1)], commands: [command()] });
    const heard = await listen(await connect(ingest, 'gauge-1', { clientId: 'again' }), 'gauge-1');
    await vi.waitFor(() => expect(heard.map(({ said }) => said)).toEqual([config(1)]));
    await publish(client, answer(), EVIDENCE);
    expect(refusals.map(({ reason, detail }) => [reason, detail])).toEqual([
      ['unknown-topic', 'No evidence was asked for.'],
    ]);
  });

  it('is gone from memory after ten minutes', async () => {
    const { ingest, tellDevices, clock } = await setUp();
    tellDevices({ configs: [], commands: [command()] });
    await publish(await connect(ingest), answer(), EVIDENCE);
    clock.advance(600_001);
    expect((await ingest.routes('/still', new URLSearchParams({ command: command().id })))?.status).toBe(404);
  });

  it.each([
    ['nobody asked for', { command: 'c'.repeat(32) }, 'unknown-topic'],
    ['another camera was asked for', { command: 'd'.repeat(32) }, 'unknown-topic'],
    ['is a whole picture', { still: still(jpegOf({ width: 640, height: 360 })) }, 'schema'],
    ['says that it is one', { still: { ...still(), width: 640 } }, 'schema'],
    ['carries a name', { still: { ...still(), plate: 'A1' } }, 'identity-field'],
    ['is finer than the mosaic that was asked for', { still: undefined, evidence: picture }, 'schema'],
    ['is from somebody else', { device: 'gauge-2' }, 'wrong-device'],
  ])('that %s is refused', async (_, part, reason) => {
    const { ingest, tellDevices, refusals } = await setUp();
    const foreign = command({ id: 'd'.repeat(32), device: 'gauge-2' });
    tellDevices({ configs: [], commands: [command(), foreign] });
    await publish(await connect(ingest), answer(part), EVIDENCE);
    // A refused picture is not kept in the quarantine either.
    expect(refusals.map((refusal) => [refusal.reason, refusal.payload.length])).toEqual([[reason, 0]]);
  });
});
