import { expect, test } from 'vitest';
import { mediaOf } from './clean-media.ts';

const segment = (marker: number, ...body: number[]) => [0xff, marker, 0, body.length + 2, ...body];
const jpeg = (...segments: number[][]) => Uint8Array.from([0xff, 0xd8, ...segments.flat(), ...segment(0xda, 1), 9, 9]);
const frame = (width: number, height: number) =>
  segment(0xc0, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 0, 0);

test('a redrawn picture and a recording are taken', () => {
  expect(mediaOf(jpeg(segment(0xe0, 74, 70), frame(1280, 960)))).toBe('photo');
  const profile = segment(0xe2, ...new TextEncoder().encode('ICC_PROFILE\0'), 1, 1);
  expect(mediaOf(jpeg(segment(0xe0, 74, 70), profile, frame(1280, 960)))).toBe('photo');
  expect(mediaOf(Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, 1]))).toBe('voice');
  expect(mediaOf(new TextEncoder().encode('OggS....'))).toBe('voice');
});

test('metadata, giants, other kinds of files and damage are refused in words', () => {
  expect(() => mediaOf(jpeg(segment(0xe1, 69, 120, 105, 102), frame(10, 10)))).toThrow(/metadata of the camera/);
  expect(() => mediaOf(jpeg(segment(0xfe, 72)))).toThrow(/metadata/);
  // Multi-picture files of phones come in the same segment as profiles.
  expect(() => mediaOf(jpeg(segment(0xe2, 77, 80, 70, 0)))).toThrow(/metadata/);
  expect(() => mediaOf(jpeg(frame(5000, 10)))).toThrow('The picture has more than 4096 pixels a side.');
  for (const text of ['<svg onload="x()">', 'PK\u0003\u0004', '', '\u0089PNG']) {
    expect(() => mediaOf(new TextEncoder().encode(text)), text).toThrow(/neither a JPEG/);
  }
  expect(() => mediaOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 3]))).toThrow('The picture is damaged.');
});
