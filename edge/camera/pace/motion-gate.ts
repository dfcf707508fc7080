/**
 * Does a frame have to be judged, or is everything where it was? Compared is the mean brightness of coarse cells with
 * that of the frame that was judged last, so that what moves slowly adds up. Where nothing moves, a frame is judged now
 * and then all the same.
 */
import type { RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';

export interface MotionGate {
  /** Says yes for a frame that is to be judged, and takes it for judged. */
  isDue(frame: RgbFrame, ms: number): boolean;
  readonly skipped: () => number;
}

/** Without any motion a frame is judged this often. */
export const QUIET_EVERY_MS = 2000;
const COLUMNS = 48;
const ROWS = 27;
/** Points that are looked at in a cell, along each side. */
const POINTS = 4;
/** Change of a cell's mean that is no noise: at least this, and so many times what half of all cells change by. */
const CHANGED_MIN = 8;
const TIMES_MEDIAN = 7;
/** So many cells make a motion; one alone is a lamp that flickers. */
const CELLS_MIN = 2;

export function createMotionGate(): MotionGate {
  let judged: Float32Array | null = null;
  let judgedMs = -Infinity;
  let skipped = 0;
  return {
    isDue: (frame, ms) => {
      const cells = meansOf(frame);
      const changed = judged === null ? 0 : cellsChanged(cells, judged);
      const isDue = judged === null || changed >= CELLS_MIN || ms - judgedMs >= QUIET_EVERY_MS;
      if (!isDue) {
        skipped += 1;
        return false;
      }
      judged = cells;
      judgedMs = ms;
      return true;
    },
    skipped: () => skipped,
  };
}

function cellsChanged(cells: Float32Array, before: Float32Array): number {
  const changes = cells.map((cell, at) => Math.abs(cell - before[at]!));
  const median = changes.toSorted()[changes.length >> 1] ?? 0;
  const least = Math.max(CHANGED_MIN, TIMES_MEDIAN * median);
  return changes.filter((change) => change >= least).length;
}

/** Green stands for luma: it has most of it. */
function meansOf({ rgb, width, height }: RgbFrame): Float32Array {
  const means = new Float32Array(COLUMNS * ROWS);
  for (let row = 0; row < ROWS * POINTS; row += 1) {
    const y = Math.floor(((row + 0.5) * height) / (ROWS * POINTS));
    const to = Math.floor(row / POINTS) * COLUMNS;
    for (let column = 0; column < COLUMNS * POINTS; column += 1) {
      const x = Math.floor(((column + 0.5) * width) / (COLUMNS * POINTS));
      means[to + Math.floor(column / POINTS)]! += rgb[(y * width + x) * 3 + 1]! / POINTS ** 2;
    }
  }
  return means;
}
