/** A picture that has the form of a still, for the tests of ingest. Nobody decodes it. */
import type { Still } from '@chengyun/contracts';
import { START_MS } from './test-city.ts';

const segment = (marker: number, body: readonly number[]) => {
  const bytes = body.length + 2;
  return [0xff, marker, bytes >> 8, bytes & 255, ...body];
};
export const comment = segment(0xfe, [1, 2, 3]);
/** A JFIF header with a thumbnail of one pixel. */
export const thumbnail = segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 9, 9, 9]);

export interface JpegParts {
  readonly width?: number;
  readonly height?: number;
  /** Segments before the picture. */
  readonly before?: readonly number[];
  /** What follows the end. */
  readonly after?: readonly number[];
}

export function jpegOf({ width = 64, height = 36, before = [], after = [] }: JpegParts = {}): string {
  const frame = segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
  const scan = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 7, 0xff, 0x00, 0xff, 0xd0, 9];
  const picture = [0xff, 0xd8, ...before, ...segment(0xdb, [0, 1]), ...frame, ...scan, 0xff, 0xd9, ...after];
  return Buffer.from(picture).toString('base64');
}

export const still = (jpeg = jpegOf()): Still => ({
  ...{ jpeg, width: 64, height: 36, taken_at: START_MS, expires_at: START_MS + 600_000 },
});
