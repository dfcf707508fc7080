/**
 * Dynamic resolution: while the picture moves and frames come too late, it is drawn with fewer pixels; at rest it is
 * drawn once more in full. Steps down only after several late frames in a row, and remembers the step for the next
 * movement, so that a slow machine does not try in vain each time. Pure: the caller brings the times.
 */
export interface Resolution {
  /** Share of the full pixel ratio for the next frame. */
  readonly scale: number;
  /** A frame of a movement was begun at this time; true when the scale changed. */
  readonly moving: (nowMs: number) => boolean;
  /** The movement is over; true when a full frame is due. */
  readonly rest: () => boolean;
}

export const scaleSteps = [1, 0.75, 0.5] as const;
/** A frame that begins later than this after the one before is late: two frames of a picture of 30 a second. */
const lateMs = 66;
const lateFramesMax = 3;
/** A pause as long as this is a new movement, not a late frame. */
const pauseMs = 1500;
/** Movements without a late frame after which one step more is tried. */
const calmFramesMin = 90;

export function createResolution(): Resolution {
  let step = 0;
  let inMotion = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  let late = 0;
  let calm = 0;
  return {
    get scale() {
      return inMotion ? scaleSteps[step]! : 1;
    },
    moving(nowMs) {
      const before = inMotion ? step : 0;
      const gapMs = nowMs - lastMs;
      lastMs = nowMs;
      if (inMotion && gapMs < pauseMs) {
        late = gapMs > lateMs ? late + 1 : 0;
        calm = gapMs > lateMs ? 0 : calm + 1;
      }
      inMotion = true;
      if (late >= lateFramesMax && step < scaleSteps.length - 1) {
        step++;
        late = 0;
        calm = 0;
      } else if (calm >= calmFramesMin && step > 0) {
        step--;
        calm = 0;
      }
      return step !== before;
    },
    rest() {
      const wasCoarse = inMotion && step > 0;
      inMotion = false;
      late = 0;
      return wasCoarse;
    },
  };
}
