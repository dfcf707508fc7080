import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeededChance } from '../../../agent/chance.ts';
import { digestFrom, digestResponse, isRightDigest } from './digest.ts';
import { manscdpFrom } from './manscdp.ts';
import { createRegistrar } from './registrar.ts';
import { encodeAnswer, headerOf, parseSip, userOf } from './sip.ts';

const REGISTER = [
  'REGISTER sip:31000000002000000001@3100000000 SIP/2.0',
  'v: SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1',
  'v: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK0',
  'f: <sip:31000000001320000001@3100000000>;tag=1',
  'To: <sip:31000000001320000001@3100000000>',
  'i: 7',
  'CSEQ: 1 REGISTER',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

test('a request is read with compact names, and its answer names it', () => {
  const request = parseSip(Buffer.from(REGISTER))!;
  expect(request.method).toBe('REGISTER');
  expect(userOf(headerOf(request, 'from'))).toBe('31000000001320000001');
  expect(
    encodeAnswer(request, 200, 'OK', 't', [['Expires', '60']])
      .toString()
      .split('\r\n'),
  ).toEqual([
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1',
    'Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK0',
    'From: <sip:31000000001320000001@3100000000>;tag=1',
    'To: <sip:31000000001320000001@3100000000>;tag=t',
    'Call-ID: 7',
    'CSeq: 1 REGISTER',
    'Expires: 60',
    'Content-Length: 0',
    '',
    '',
  ]);
});

test.each([
  'GET / HTTP/1.1\r\n\r\n',
  'REGISTER sip:x SIP/2.0\r\nVia: x',
  'REGISTER sip:x SIP/2.0\r\nno colon\r\n\r\n',
  'REGISTER sip:x SIP/2.0\r\nContent-Length: 9\r\n\r\nshort',
  'SIP/2.0 999 X\r\n\r\n',
])('%j is no message', (text) => {
  expect(parseSip(Buffer.from(text))).toBeNull();
});

test('the digest is that of the example in RFC 2617, 3.5', () => {
  const header =
    'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ' +
    'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1"';
  const answer = digestFrom(header)!;
  expect(digestResponse(answer, 'GET', 'Circle Of Life')).toBe('6629fae49393a05397450978507c4ef1');
  expect(isRightDigest(answer, 'GET', 'Circle Of Life')).toBe(true);
  expect(isRightDigest(answer, 'GET', 'circle')).toBe(false);
  expect(digestFrom('Basic abc')).toBeNull();
});

test('a catalogue in GB 2312 is read', () => {
  const name = Buffer.from('cbaece', 'hex');
  const body = Buffer.concat([
    Buffer.from(
      '<?xml version="1.0" encoding="GB2312"?><Response><CmdType>Catalog</CmdType><SN>9</SN><DeviceID>1</DeviceID>',
    ),
    Buffer.from('<SumNum>2</SumNum><DeviceList Num="1"><Item><DeviceID>2</DeviceID><Name>'),
    name,
    Buffer.from('</Name><Status>ON</Status></Item></DeviceList></Response>'),
  ]);
  const items = [{ channelId: '2', isOn: true }];
  expect(manscdpFrom(body)).toEqual({ kind: 'catalogue', deviceId: '1', serial: 9, sum: 2, items });
  expect(manscdpFrom(Buffer.from('<Notify><CmdType>Alarm</CmdType><DeviceID>1</DeviceID></Notify>'))).toEqual({
    kind: 'other',
    command: 'Alarm',
  });
});

test('a registration ends with its time, its keep-alive or its wish; an old nonce is challenged again', () => {
  let nowMs = 0;
  const config = { realm: '3100000000', keepAliveMsMax: 180_000, passwordOf: () => null };
  const registrar = createRegistrar(config, () => nowMs, createSeededChance(1));
  const peer = { address: '10.0.0.1', port: 5060 };
  const id = '31000000001320000001';
  const register = (expires: number) =>
    registrar.register(parseSip(Buffer.from(REGISTER.replace('CSEQ', `Expires: ${expires}\r\nCSEQ`)))!, peer);
  expect(register(300)).toMatchObject({ kind: 'registered', isNew: true });
  expect(register(300)).toMatchObject({ kind: 'registered', isNew: false });
  nowMs = 180_001;
  expect(registrar.online(id)).toBeNull();
  register(300);
  nowMs += 100_000;
  registrar.online(id)!.aliveMs = nowMs;
  nowMs += 150_000;
  expect(registrar.online(id)).not.toBeNull();
  nowMs += 50_000;
  expect(registrar.online(id)).toBeNull();
  register(300);
  expect(register(0)).toMatchObject({ kind: 'left' });
  expect(registrar.online(id)).toBeNull();
});

test('no bytes crash the readers', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 50 }),
    fc
      .constantFrom(
        REGISTER,
        'SIP/2.0 200 OK\r\n',
        'a: b\r\n',
        '\r\n',
        '<Response><CmdType>Catalog</CmdType>',
        '<DeviceList>',
      )
      .map((text) => Buffer.from(text)),
  );
  const config = { realm: 'r', keepAliveMsMax: 1000, passwordOf: () => 'secret' };
  const registrar = createRegistrar(config, () => 0, createSeededChance(1));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const bytes = Buffer.concat(pieces);
      manscdpFrom(bytes);
      digestFrom(bytes.toString());
      const message = parseSip(bytes);
      if (message === null) return;
      manscdpFrom(message.body);
      expect(registrar.register(message, { address: 'a', port: 1 }).kind).not.toBe('registered');
    }),
    { numRuns: 1000 },
  );
});
