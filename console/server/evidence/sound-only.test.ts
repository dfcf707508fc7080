import { expect, test } from 'vitest';
import { mediaOf } from './clean-media.ts';
import { soundTypeOf } from './sound-only.ts';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)));
const WEBM = [0x1a, 0x45, 0xdf, 0xa3];
const handler = (kind: string) => `hdlr${'\0'.repeat(8)}${kind}`;

test('what phones record is known by its first bytes, whatever they call it', () => {
  for (const [type, file] of [
    ['audio/webm', bytes(WEBM, 'webm A_OPUS')],
    ['audio/ogg', bytes('OggS', [0, 2], 'OpusHead')],
    ['audio/mp4', bytes([0, 0, 0, 28], 'ftypiso5', handler('soun'))],
  ] as const) {
    expect(soundTypeOf(file)).toBe(type);
    expect(mediaOf(file)).toBe('voice');
  }
  expect(soundTypeOf(bytes('RIFF....WAVE'))).toBeNull();
  expect(soundTypeOf(bytes('ftyp'))).toBeNull();
});

test('a film is refused in every format, wherever its track is named', () => {
  for (const film of [
    bytes(WEBM, 'webm A_OPUS', [0x86, 0x85], 'V_VP9'),
    bytes('OggS', [0, 2, 0x80], 'theora'),
    bytes([0, 0, 0, 28], 'ftypmp42', handler('soun'), '.'.repeat(9000), handler('vide')),
  ]) {
    expect(() => mediaOf(film)).toThrow('The recording holds a film; only sound is taken.');
  }
});

test('a recording that names its place is refused', () => {
  const told = bytes([0, 0, 0, 28], 'ftypM4A ', handler('soun'), 'udta', [0, 0, 0, 30, 0xa9], 'xyz+31.2+121.5/');
  expect(() => mediaOf(told)).toThrow('The recording says where it was made; only sound is taken.');
});
