/**
 * Is a still what it claims to be and nothing more? A JPEG may carry a second picture in its application segments, in a
 * comment or behind its end. Only a baseline picture of the stated size passes, so that more than a mosaic cannot leave
 * a camera by this way even when its agent is wrong. ITU-T T.81, annex B.
 */
import type { Still } from '@chengyun/contracts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const SOF_BASELINE = 0xc0;
/** JFIF header without a thumbnail. */
const APP0 = 0xe0;
const APP0_BYTES = 16;
/** Quantisation tables, Huffman tables, restart interval. */
const TABLES = new Set([0xdb, 0xc4, 0xdd]);

/** In words that follow "The still", or null. */
export function faultOfStill({ jpeg, width, height }: Pick<Still, 'jpeg' | 'width' | 'height'>): string | null {
  const bytes = Buffer.from(jpeg, 'base64');
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return 'is no JPEG';
  let size: readonly [width: number, height: number] | null = null;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    const segmentBytes = bytes.readUInt16BE(at + 2);
    if (bytes[at] !== 0xff || segmentBytes < 2) return 'is damaged';
    if (marker === SOF_BASELINE) {
      if (size !== null || segmentBytes < 8 || at + 9 > bytes.length) return 'is damaged';
      size = [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    } else if (marker === SOS) {
      if (size === null || !endsAtOnce(bytes, at + 2 + segmentBytes)) return 'holds more than one picture';
      const [w, h] = size;
      return w === width && h === height ? null : `is ${w} x ${h}, not ${width} x ${height}`;
    } else if (!TABLES.has(marker) && !(marker === APP0 && segmentBytes === APP0_BYTES)) {
      return 'holds more than a picture';
    }
    at += 2 + segmentBytes;
  }
  return 'is damaged';
}

/** From `at` on there is coded data alone, and the file ends where the picture does. */
function endsAtOnce(bytes: Buffer, at: number): boolean {
  for (let index = at; index + 1 < bytes.length; index += 1) {
    const next = bytes[index + 1] ?? 0;
    if (bytes[index] !== 0xff || next === 0x00 || (next >= 0xd0 && next <= 0xd7)) continue;
    return next === EOI && index + 2 === bytes.length;
  }
  return false;
}
