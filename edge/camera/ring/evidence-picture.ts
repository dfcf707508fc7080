/**
 * The picture that may leave for an incident: fine where the incident's zone is, elsewhere the mosaic of a still. In the
 * zone every person and vehicle is made coarse, those that the detector doubts and whatever moved since the frame before
 * as well: a detector that misses somebody must not show him.
 */
import { EVIDENCE_SIDE_PX_MAX, STILL_SIDE_PX_MAX } from '@chengyun/contracts';
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import { isInside, type Polygon, type RelativeBox } from '../zones/geometry.ts';
import type { KeptFrame } from './frame-ring.ts';

/** Blocks a side of what is made coarse: of a picture as many as of a still, of a thing so few that nothing is known. */
const BLOCKS_OF_THING = 3;
/** A box is a guess: so much is added on each side, in parts of its size. */
const MARGIN = 0.2;
const BLOCK_PX_MIN = 8;
/** Mean change of luma in a block that is a movement. */
const MOVED_MIN = 10;

export function evidencePicture(frame: KeptFrame, before: KeptFrame | null, zones: readonly Polygon[]): RgbFrame {
  const picture = shrunk(frame);
  const earlier = before === null ? null : shrunk(before);
  const { rgb, width, height } = picture;
  const coarsePx = Math.max(BLOCK_PX_MIN, Math.ceil(Math.max(width, height) / STILL_SIDE_PX_MAX));
  const out = { ...picture, rgb: Uint8Array.from(rgb) };
  for (let top = 0; top < height; top += coarsePx) {
    for (let left = 0; left < width; left += coarsePx) {
      const block = { left, top, right: Math.min(width, left + coarsePx), bottom: Math.min(height, top + coarsePx) };
      const isFine = isWithin(block, width, height, zones) && !hasMoved(picture, earlier, block);
      if (!isFine) flatten(out, block);
    }
  }
  for (const box of frame.boxes) coarsen(out, box);
  return out;
}

interface Block {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** All corners lie in one zone. */
function isWithin(
  { left, top, right, bottom }: Block,
  width: number,
  height: number,
  zones: readonly Polygon[],
): boolean {
  const corners = [left, right].flatMap((x) => [top, bottom].map((y) => [x / width, y / height] as const));
  return zones.some((zone) => corners.every(([x, y]) => isInside(zone, x, y)));
}

/** Nothing to compare with: everything may have moved. */
function hasMoved({ rgb, width, height }: RgbFrame, earlier: RgbFrame | null, block: Block): boolean {
  if (earlier === null || earlier.width !== width || earlier.height !== height) return true;
  let sum = 0;
  for (let y = block.top; y < block.bottom; y += 1) {
    for (let at = (y * width + block.left) * 3; at < (y * width + block.right) * 3; at += 1) {
      sum += Math.abs(rgb[at]! - earlier.rgb[at]!);
    }
  }
  return sum / ((block.right - block.left) * (block.bottom - block.top) * 3) >= MOVED_MIN;
}

function coarsen(picture: RgbFrame, { x, y, w, h }: RelativeBox): void {
  const { width, height } = picture;
  const [left, right] = [Math.max(0, (x - w * MARGIN) * width), Math.min(width, (x + w * (1 + MARGIN)) * width)];
  const [top, bottom] = [Math.max(0, (y - h * MARGIN) * height), Math.min(height, (y + h * (1 + MARGIN)) * height)];
  const blockPx = Math.max(BLOCK_PX_MIN, Math.ceil(Math.max(right - left, bottom - top) / BLOCKS_OF_THING));
  for (let row = Math.floor(top); row < bottom; row += blockPx) {
    for (let column = Math.floor(left); column < right; column += blockPx) {
      flatten(picture, {
        ...{ left: column, top: row },
        ...{ right: Math.min(width, column + blockPx), bottom: Math.min(height, row + blockPx) },
      });
    }
  }
}

/** A block becomes its mean, and what a mean has taken away nothing brings back. */
function flatten({ rgb, width }: RgbFrame, { left, top, right, bottom }: Block): void {
  const sums = [0, 0, 0];
  for (let y = top; y < bottom; y += 1) {
    for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at += 3) {
      for (let channel = 0; channel < 3; channel += 1) sums[channel]! += rgb[at + channel]!;
    }
  }
  const mean = sums.map((sum) => Math.round(sum / Math.max(1, (right - left) * (bottom - top))));
  for (let y = top; y < bottom; y += 1) {
    for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at += 3) rgb.set(mean, at);
  }
}

/** To the size at which it may leave, each pixel the mean of those that it stands for. */
function shrunk({ rgb, width, height }: RgbFrame): RgbFrame {
  const scale = Math.min(1, EVIDENCE_SIDE_PX_MAX / Math.max(width, height));
  const [columns, rows] = [Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale))];
  const out = new Uint8Array(columns * rows * 3);
  for (let row = 0; row < rows; row += 1) {
    const [top, bottom] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)];
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns)];
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0;
        for (let y = top; y < bottom; y += 1) {
          for (let x = left; x < right; x += 1) sum += rgb[(y * width + x) * 3 + channel]!;
        }
        out[(row * columns + column) * 3 + channel] = Math.round(sum / ((right - left) * (bottom - top)));
      }
    }
  }
  return { rgb: out, width: columns, height: rows };
}
