/** Runs a detector over stored frames, through the same runtime that the edge uses, and sorts what it finds. */
import { createDetector, type DetectorOptions } from '../runtime/detector.ts';
import { DETECTION_CLASSES, type Detection, type DetectionClass } from '../runtime/manifest-types.ts';
import { CLASS_INDEX } from '../training/make-frames.ts';
import { INPUT_HEIGHT, INPUT_WIDTH } from '../training/network.ts';
import { readFrames, type Shard, type StoredFrame } from '../training/shards.ts';
import { type JudgedFrames, judgeFrames } from './score.ts';
import { PARTS, type Part, type Subset } from './subset.ts';

export interface Looked {
  readonly frame: StoredFrame;
  readonly found: readonly Detection[];
}

export type ByClass<T> = Readonly<Record<DetectionClass, T>>;
export type ByPart<T> = Readonly<Record<Part, T>>;

const DAY_FROM = 0.6;
/** Boxes below this score are of no use to anybody, and there are very many of them. */
const SCORE_MIN = 0.05;

export const isDay = (frame: StoredFrame): boolean => frame.day >= DAY_FROM;

export async function lookAt(model: string, shards: readonly Shard[], options: DetectorOptions): Promise<Looked[]> {
  const detector = await createDetector(model, { ...options, threshold: SCORE_MIN });
  const looked: Looked[] = [];
  try {
    for (const shard of shards) {
      for (let index = 0; index < shard.frames.length; index++) {
        const [rgb] = readFrames(shard, [index]);
        const found = await detector.detect({ rgb: rgb!, width: INPUT_WIDTH, height: INPUT_HEIGHT });
        looked.push({ frame: shard.frames[index]!, found });
      }
    }
  } finally {
    await detector.close();
  }
  return looked;
}

function judgeClass(looked: readonly Looked[], cls: DetectionClass, subset: Subset): JudgedFrames {
  const frames = looked.map(({ frame, found }) => ({
    truth: frame.boxes
      .filter(({ classIndex }) => classIndex === CLASS_INDEX[cls])
      .map(({ cx, cy, w, h, visible, ignored }) => {
        const isScored = visible >= subset.visibleMin && subset.isSized(cls, { w, h });
        const standing = ignored ? ('unlabelled' as const) : isScored ? ('owed' as const) : ('outside' as const);
        return { x: cx - w / 2, y: cy - h / 2, w, h, standing };
      }),
    found: found
      .filter((detection) => detection.cls === cls)
      .map((detection) => ({ ...detection, outside: !subset.isSized(cls, detection) })),
  }));
  return judgeFrames(frames, subset.iouMin[cls]);
}

/** By light and class, in one go: judging costs more than reading at a threshold. */
export function judge(looked: readonly Looked[], subset: Subset): ByPart<ByClass<JudgedFrames>> {
  const part = (wanted: Part): ByClass<JudgedFrames> => {
    const chosen = looked.filter(({ frame }) => isDay(frame) === (wanted === 'day'));
    return Object.fromEntries(
      DETECTION_CLASSES.map((cls) => [cls, judgeClass(chosen, cls, subset)]),
    ) as ByClass<JudgedFrames>;
  };
  return Object.fromEntries(PARTS.map((name) => [name, part(name)])) as ByPart<ByClass<JudgedFrames>>;
}
