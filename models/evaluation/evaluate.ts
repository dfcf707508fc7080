/**
 * Scores a detector on held-out synthetic scenes, through the same runtime that the edge uses. The threshold is chosen
 * on the first shard alone; the figures come from the others.
 */
import { createDetector, type DetectorOptions } from '../runtime/detector.ts';
import { DETECTION_CLASSES, type Detection, type DetectionClass } from '../runtime/manifest-types.ts';
import { CLASS_INDEX } from '../training/make-frames.ts';
import { INPUT_HEIGHT, INPUT_WIDTH } from '../training/network.ts';
import { listShards, readFrames, readShard, type StoredBox, type StoredFrame } from '../training/shards.ts';
import { type ClassScore, f1Of, scoreClass } from './score.ts';

export interface EvaluateOptions extends DetectorOptions {
  /** Folder with `scored-*` shards, at least two. */
  readonly folder: string;
}

export type Part = 'day' | 'night';

export interface Evaluation {
  readonly threshold: number;
  readonly frames: Readonly<Record<Part, number>>;
  readonly all: Readonly<Record<Part, Readonly<Record<DetectionClass, ClassScore>>>>;
  /** Only things at least 70 % visible, vehicles with a side of 16 px and more, others 20 px tall and more. */
  readonly clear: Readonly<Record<Part, Readonly<Record<DetectionClass, ClassScore>>>>;
}

interface Looked {
  readonly frame: StoredFrame;
  readonly found: readonly Detection[];
}

const LOWEST = 0.05;
const DAY_FROM = 0.6;

const isClear = (box: StoredBox): boolean =>
  box.visible >= 0.7 && (box.classIndex === CLASS_INDEX.vehicle ? Math.max(box.w, box.h) >= 16 : box.h >= 20);

function scoreOf(looked: readonly Looked[], cls: DetectionClass, threshold: number, clearOnly: boolean): ClassScore {
  return scoreClass(
    looked.map(({ frame, found }) => ({
      truth: frame.boxes
        .filter(({ classIndex }) => classIndex === CLASS_INDEX[cls])
        .map((box) => ({
          x: box.cx - box.w / 2,
          y: box.cy - box.h / 2,
          w: box.w,
          h: box.h,
          ignored: box.ignored || (clearOnly && !isClear(box)),
        })),
      found: found.filter((detection) => detection.cls === cls),
    })),
    threshold,
  );
}

function scoreParts(looked: readonly Looked[], threshold: number, clearOnly: boolean): Evaluation['all'] {
  const part = (wanted: Part): Record<DetectionClass, ClassScore> => {
    const chosen = looked.filter(({ frame }) => frame.day >= DAY_FROM === (wanted === 'day'));
    return Object.fromEntries(
      DETECTION_CLASSES.map((cls) => [cls, scoreOf(chosen, cls, threshold, clearOnly)]),
    ) as Record<DetectionClass, ClassScore>;
  };
  return { day: part('day'), night: part('night') };
}

export async function evaluate(model: string, options: EvaluateOptions): Promise<Evaluation> {
  const shards = listShards(options.folder, 'scored').map(readShard);
  if (shards.length < 2)
    throw new Error(
      `${options.folder} holds ${shards.length} scored shards, two are needed: make them with the data command`,
    );
  const detector = await createDetector(model, { ...options, threshold: LOWEST });
  const perShard: Looked[][] = [];
  try {
    for (const shard of shards) {
      const looked: Looked[] = [];
      for (let index = 0; index < shard.frames.length; index++) {
        const [rgb] = readFrames(shard, [index]);
        const found = await detector.detect({ rgb: rgb!, width: INPUT_WIDTH, height: INPUT_HEIGHT });
        looked.push({ frame: shard.frames[index]!, found });
      }
      perShard.push(looked);
    }
  } finally {
    await detector.close();
  }
  const [first, ...rest] = perShard;
  let threshold = 0.3;
  let best = 0;
  for (let candidate = 0.15; candidate <= 0.7; candidate += 0.025) {
    const mean = DETECTION_CLASSES.reduce((sum, cls) => sum + f1Of(scoreOf(first!, cls, candidate, false)), 0);
    if (mean > best) {
      best = mean;
      threshold = Math.round(candidate * 1000) / 1000;
    }
  }
  const looked = rest.flat();
  const days = looked.filter(({ frame }) => frame.day >= DAY_FROM).length;
  return {
    threshold,
    frames: { day: days, night: looked.length - days },
    all: scoreParts(looked, threshold, false),
    clear: scoreParts(looked, threshold, true),
  };
}
