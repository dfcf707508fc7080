import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEdgeNode, type Verb } from './edge-node.ts';
import { decodePayload, encodePayload, numberFrom } from './payload.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/**
 * Written by hand from the field numbers of sparkplug_b.proto: time 1 s, one metric "Level" with alias 7, time 1 s,
 * datatype 9, property Quality 192 and the float 2.5, number 3.
 */
const GOLDEN =
  '08 E807 ' +
  '12 25 0A 05 4C6576656C 10 07 18 E807 20 09 4A 10 0A 07 5175616C697479 12 05 08 03 18 C001 65 00002040 ' +
  '18 03';

test('a payload is read field by field', () => {
  expect(decodePayload(hex(GOLDEN))).toEqual({
    at: 1000,
    seq: 3,
    metrics: [{ name: 'Level', alias: 7n, at: 1000, datatype: 9, isNull: false, raw: 2.5, qualityCode: 192 }],
  });
});

test.each([
  ['signed 8 bits in a varint of 32', '50 FE FF FF FF 0F', 1, -2],
  ['signed 16 bits', '50 FE FF 03', 2, -2],
  ['signed 32 bits', '50 FE FF FF FF 0F', 3, -2],
  ['unsigned 32 bits', '50 FE FF FF FF 0F', 7, 4_294_967_294],
  ['signed 64 bits', '58 FE FF FF FF FF FF FF FF FF 01', 4, -2],
  ['unsigned 64 bits', '58 90 03', 8, 400],
  ['float', '65 0000 2040', 9, 2.5],
  ['double', '69 0000 0000 0000 0440', 10, 2.5],
  ['switch', '70 01', 11, 1],
  ['text', '7A 01 41', 12, Number.NaN],
])('%s is read', (_, value, datatype, expected) => {
  const field = hex(value);
  const metric = decodePayload(Buffer.concat([Buffer.from([0x12, field.length]), field]))?.metrics[0];
  expect(numberFrom(metric?.raw ?? null, datatype)).toBe(expected);
});

test.each(['12 05 0A', '0F', '08 FFFFFFFFFFFFFFFFFFFFFF', '12 02 0A 05', '00 01', '0B'])(
  '%s is no payload',
  (bytes) => {
    expect(decodePayload(hex(bytes))).toBeNull();
  },
);

test('what is written is read again', () => {
  const metric = fc.record({
    name: fc.string(),
    alias: fc.nat(),
    at: fc.nat(),
    datatype: fc.constant(10),
    value: fc.oneof(fc.double({ noNaN: true }), fc.boolean(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    qualityCode: fc.constantFrom(0, 192, 500),
  });
  fc.assert(
    fc.property(fc.nat(), fc.nat(255), fc.array(metric, { maxLength: 5 }), (at, seq, metrics) => {
      expect(decodePayload(encodePayload({ at, seq, metrics }))).toEqual({
        at,
        seq,
        metrics: metrics.map(({ alias, value, ...rest }) => ({
          ...rest,
          alias: BigInt(alias),
          isNull: false,
          raw: value,
        })),
      });
    }),
  );
});

test('no bytes crash the reader or what remembers the node', () => {
  const verbs: readonly Verb[] = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH'];
  const piece = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constant(hex(GOLDEN)));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...verbs), piece, piece)), (messages) => {
      const node = createEdgeNode();
      for (const [verb, head, tail] of messages) {
        const payload = decodePayload(Buffer.concat([head, tail]));
        if (payload !== null) node.hear(verb, 'd', payload);
      }
    }),
    { numRuns: 500 },
  );
});

test('births, numbers and deaths', () => {
  const node = createEdgeNode();
  const say = (verb: Verb, seq: number, metrics: Parameters<typeof encodePayload>[0]['metrics'] = []) =>
    node.hear(verb, 'd', decodePayload(encodePayload({ at: 1, seq, metrics }))!);
  const bdSeq = (value: bigint) => [{ name: 'bdSeq', datatype: 4, value }];
  expect(say('DDATA', 1)).toEqual({ kind: 'gap', reason: 'unborn' });
  expect(say('NBIRTH', 254, bdSeq(4n)).kind).toBe('metrics');
  expect(say('DBIRTH', 255, [{ name: 'Level', alias: 7, datatype: 3, value: 1 }]).kind).toBe('metrics');
  expect(
    say('DDATA', 0, [
      { alias: 7, value: 2 },
      { alias: 8, value: 3 },
    ]),
  ).toMatchObject({
    metrics: [{ name: 'Level', datatype: 3, sparkplugDevice: 'd' }],
    unknown: 1,
  });
  expect(say('NDEATH', 0, bdSeq(3n)).kind).toBe('metrics');
  expect(node.isBorn()).toBe(true);
  expect(say('DDATA', 2)).toEqual({ kind: 'gap', reason: 'sequence-gap' });
  expect(say('DDATA', 3)).toEqual({ kind: 'gap', reason: 'unborn' });
  say('NBIRTH', 0, bdSeq(5n));
  expect(say('NDEATH', 0, bdSeq(5n))).toEqual({ kind: 'death' });
  expect(node.isBorn()).toBe(false);
});
