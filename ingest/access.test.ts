import { connect as connectSocket } from 'node:net';
import { topicOf } from '@chengyun/contracts';
import { describe, expect, it } from 'vitest';
import { CITY, SECRET, uplink } from './test-city.ts';
import { connect, opened, publish, refusedConnect, setUp } from './test-ingest.ts';

describe('signing in', () => {
  it.each([
    ['a wrong secret', { password: 'wrong' }, 4],
    ['no name', { username: '' }, 4],
    ['an unknown device', { username: 'nobody' }, 4],
    ['a revoked device', { username: 'revoked-1' }, 4],
  ])('is refused with %s', async (_, options, code) => {
    const { ingest } = await setUp();
    await expect(refusedConnect(ingest, options)).resolves.toBe(code);
  });

  it('is refused with an empty client id that wants a lasting session', async () => {
    const { ingest } = await setUp();
    const socket = connectSocket(ingest.port(), '127.0.0.1');
    opened.push(async () => socket.destroy());
    const answer = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
    // MQTT 3.1.1 section 3.1: protocol level 4, user name and password without clean session, no keepalive.
    const head = Buffer.concat([text('MQTT'), Buffer.from([4, 0b1100_0000, 0, 0])]);
    const body = Buffer.concat([head, text(''), text('gauge-1'), text(SECRET)]);
    socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
    expect([...(await answer)]).toEqual([0x20, 2, 0, 2]);
  });

  it('ends when the device is revoked', async () => {
    const { ingest, replace } = await setUp();
    const client = await connect(ingest);
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    replace({ ...CITY, devices: [] });
    await closed;
    await expect(refusedConnect(ingest, {})).resolves.toBe(4);
  });

  it('keeps the client ids of two devices apart', async () => {
    const { ingest } = await setUp();
    const first = await connect(ingest, 'gauge-1', { clientId: 'same' });
    const second = await connect(ingest, 'gauge-2', { clientId: 'same' });
    await publish(first, uplink());
    expect([first.connected, second.connected]).toEqual([true, true]);
  });
});

describe('subscribing', () => {
  it.each([
    ['its own commands', topicOf('gauge-1', 'commands'), 1],
    ['its own config', topicOf('gauge-1', 'config'), 1],
    ['the time', 'chengyun/v1/time', 1],
    ["another's commands", topicOf('gauge-2', 'commands'), 128],
    ['everything', '#', 128],
    ['a wildcard', 'chengyun/v1/devices/+/commands', 128],
    ['a share', `$share/g/${topicOf('gauge-1', 'commands')}`, 128],
    ["the broker's own topics", '$SYS/#', 128],
  ])('to %s', async (_, topic, granted) => {
    const { ingest } = await setUp();
    const client = await connect(ingest);
    const suback = new Promise<number[]>((resolve) =>
      client.on('packetreceive', (packet) => {
        if (packet.cmd === 'suback') resolve(packet.granted as number[]);
      }),
    );
    client.subscribe(topic, { qos: 1 }, () => {});
    await expect(suback).resolves.toEqual([granted]);
  });
});

describe('a client that is no MQTT client', () => {
  it('is disconnected', async () => {
    const { ingest } = await setUp();
    const socket = connectSocket(ingest.port(), '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    expect(ingest.ready().ok).toBe(true);
  });
});

describe('a port that is taken', () => {
  it('is said in one sentence', async () => {
    const { ingest } = await setUp();
    const port = ingest.port();
    const message = `The MQTT port 127.0.0.1:${port} is taken by another program.`;
    await expect(setUp({}, port)).rejects.toMatchObject({ code: 'MQTT_PORT', message });
    const client = await connect(ingest);
    await publish(client, uplink());
  });
});
