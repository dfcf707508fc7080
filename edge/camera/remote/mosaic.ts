/**
 * The one picture that may leave a camera: the mean colour of each block of a frame, one pixel a block. A block is so
 * large that nobody can be known in it and no plate be read, and what a mean has taken away nothing brings back. The
 * frame has its masks already: they are burnt in by the decoder.
 */
import { STILL_SIDE_PX_MAX } from '@chengyun/contracts';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';

export interface Mosaic {
  /** Interleaved 8-bit RGB, one pixel a block. */
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Of a small picture the blocks are as large as those of a large one, so that it has fewer. */
const BLOCK_SIDE_PX_MIN = 8;

export function mosaicOf(frame: RgbFrame): Mosaic {
  const longest = Math.max(frame.width, frame.height);
  const blockPx = Math.max(BLOCK_SIDE_PX_MIN, longest / STILL_SIDE_PX_MAX);
  const width = Math.max(1, Math.floor(frame.width / blockPx));
  const height = Math.max(1, Math.floor(frame.height / blockPx));
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const left = Math.floor((column * frame.width) / width);
      const right = Math.floor(((column + 1) * frame.width) / width);
      const top = Math.floor((row * frame.height) / height);
      const bottom = Math.floor(((row + 1) * frame.height) / height);
      rgb.set(meanOf(frame, left, top, right, bottom), (row * width + column) * 3);
    }
  }
  return { rgb, width, height };
}

function meanOf({ rgb, width }: RgbFrame, left: number, top: number, right: number, bottom: number): number[] {
  const sums = [0, 0, 0];
  for (let y = top; y < bottom; y += 1) {
    for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at += 3) {
      for (let channel = 0; channel < 3; channel += 1) sums[channel]! += rgb[at + channel] ?? 0;
    }
  }
  const pixels = (right - left) * (bottom - top);
  return sums.map((sum) => Math.round(sum / pixels));
}
