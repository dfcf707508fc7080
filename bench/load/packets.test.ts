/** The packets are read back by the parser of the MQTT library, and the messages by the contract of devices. */
import { ObservationsMessageSchema } from '@chengyun/contracts';
import mqttPacket from 'mqtt-packet';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { CONNACK, createAckReader, encodeConnect, encodeLength, PUBACK } from './mqtt-packets.ts';
import { createTemplate, FIRST_SEQ, writeMessage } from './template.ts';

function parse(bytes: Buffer): mqttPacket.Packet[] {
  const packets: mqttPacket.Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  return packets;
}

const assets = ['gauge-1', 'gauge-2', 'gauge-3'];
const template = createTemplate({
  device: 'bench-7',
  epoch: '1-00112233aabbccdd',
  metric: 'rain.intensity',
  assets,
});

describe('packets', () => {
  test('lengths are encoded as in table 2.4 of the standard', () => {
    const lengths = [0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152].map((length) => [...encodeLength(length)]);
    expect(lengths).toEqual([
      [0x00],
      [0x7f],
      [0x80, 0x01],
      [0xff, 0x7f],
      [0x80, 0x80, 0x01],
      [0xff, 0xff, 0x7f],
      [0x80, 0x80, 0x80, 0x01],
    ]);
  });

  test('a CONNECT signs in with user name and password', () => {
    const [packet] = parse(encodeConnect({ clientId: 'bench', username: 'bench-7', password: 'secret' }));
    expect(packet).toMatchObject({ cmd: 'connect', clientId: 'bench', clean: true, keepalive: 0, username: 'bench-7' });
    expect(String((packet as mqttPacket.IConnectPacket).password)).toBe('secret');
  });

  test('a PUBLISH carries a message that the contract accepts, with the numbers that were written', () => {
    const target = Buffer.alloc(2 * template.packet.length);
    const atMs = 1_789_077_600_123;
    const middle = writeMessage(target, 0, template, { packetId: 1, seq: FIRST_SEQ, atMs, spread: 1000 });
    const end = writeMessage(target, middle, template, { packetId: 65_535, seq: 1_000_001, atMs: atMs + 1, spread: 2 });
    expect(end).toBe(target.length);
    const packets = parse(target) as mqttPacket.IPublishPacket[];
    expect(packets.map(({ qos, messageId, topic }) => ({ qos, messageId, topic }))).toEqual([
      { qos: 1, messageId: 1, topic: 'chengyun/v1/devices/bench-7/observations' },
      { qos: 1, messageId: 65_535, topic: 'chengyun/v1/devices/bench-7/observations' },
    ]);
    const messages = packets.map(({ payload }) => Value.Parse(ObservationsMessageSchema, JSON.parse(String(payload))));
    expect(messages.map(({ seq, sent_at }) => [seq, sent_at])).toEqual([
      [FIRST_SEQ, atMs],
      [1_000_001, atMs + 1],
    ]);
    for (const { items } of messages) expect(items.map(({ asset }) => asset)).toEqual(assets);
    expect(messages[1]?.items.map(({ at, value }) => [at, value])).toEqual([
      [atMs + 1, 2.001],
      [atMs + 1, 2],
      [atMs + 1, 2.001],
    ]);
  });
});

describe('answers', () => {
  test('are read wherever the chunks are cut', () => {
    const bytes = Buffer.concat([
      mqttPacket.generate({ cmd: 'connack', returnCode: 4, sessionPresent: false }),
      mqttPacket.generate({ cmd: 'puback', messageId: 258 }),
      mqttPacket.generate({ cmd: 'puback', messageId: 65_535 }),
    ]);
    for (let size = 1; size <= bytes.length; size++) {
      const seen: [number, number][] = [];
      const read = createAckReader((type, value) => seen.push([type, value]));
      for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
      expect(seen).toEqual([
        [CONNACK, 4],
        [PUBACK, 258],
        [PUBACK, 65_535],
      ]);
    }
  });

  test('of another kind are an error', () => {
    const read = createAckReader(() => {});
    expect(() => read(mqttPacket.generate({ cmd: 'pingresp' }).subarray(0, 2))).not.toThrow();
    expect(() => read(mqttPacket.generate({ cmd: 'pingresp' }))).toThrow('type 13');
  });
});
