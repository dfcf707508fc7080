/**
 * Where a picture changes: mean brightness of coarse blocks against the frame before. Says nothing of what moves; it is
 * held against the boxes to see whether the detector explains what goes on.
 */
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import type { RelativeBox } from '../zones/geometry.ts';

const COLUMNS = 32;
const ROWS = 24;
/** Every so many pixels one is looked at. */
const STRIDE_PX = 2;
/** Grey levels by which a block's mean has to change: more than noise, grain and compression do. */
const CHANGE_MIN = 8;
/** A box is a little larger than it says: its shadow and the way since the frame before. */
const MARGIN = 0.25;
/** More than this is no thing that moves: the camera, or the light as a whole. */
const WHOLE_PICTURE = 0.6;

export interface MotionGrid {
  /** Blocks that changed, and those of them that no box explains; null for the first frame and when everything changed. */
  see(frame: RgbFrame, boxes: readonly RelativeBox[]): { readonly moving: number; readonly unexplained: number } | null;
}

export function createMotionGrid(): MotionGrid {
  let before: { readonly grid: Float32Array; readonly boxes: readonly RelativeBox[] } | null = null;
  return {
    see: (frame, boxes) => {
      const grid = brightnessOf(frame);
      const last = before;
      before = { grid, boxes };
      if (last === null) return null;
      const here = [...boxes, ...last.boxes];
      let [moving, unexplained] = [0, 0];
      for (let index = 0; index < grid.length; index += 1) {
        if (Math.abs(grid[index]! - last.grid[index]!) <= CHANGE_MIN) continue;
        moving += 1;
        const x = ((index % COLUMNS) + 0.5) / COLUMNS;
        const y = (Math.floor(index / COLUMNS) + 0.5) / ROWS;
        if (!here.some((box) => isNear(box, x, y))) unexplained += 1;
      }
      return moving > WHOLE_PICTURE * grid.length ? null : { moving, unexplained };
    },
  };
}

function isNear({ x, y, w, h }: RelativeBox, px: number, py: number): boolean {
  return px >= x - MARGIN * w && px <= x + (1 + MARGIN) * w && py >= y - MARGIN * h && py <= y + (1 + MARGIN) * h;
}

function brightnessOf({ rgb, width, height }: RgbFrame): Float32Array {
  const sums = new Float32Array(COLUMNS * ROWS);
  const counts = new Uint32Array(COLUMNS * ROWS);
  for (let y = 0; y < height; y += STRIDE_PX) {
    const row = Math.floor((y * ROWS) / height) * COLUMNS;
    for (let x = 0; x < width; x += STRIDE_PX) {
      const block = row + Math.floor((x * COLUMNS) / width);
      sums[block]! += rgb[(y * width + x) * 3 + 1]!;
      counts[block]! += 1;
    }
  }
  return sums.map((sum, block) => sum / Math.max(1, counts[block]!));
}
