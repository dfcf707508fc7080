/** Average precision of a detector on labelled pictures, beside the same by the plain path, and its golden boxes. */
import { createDetector } from '../runtime/detector.ts';
import { loadManifest } from '../runtime/manifest.ts';
import { ModelError } from '../runtime/model-error.ts';
import type { ModelOptions } from '../runtime/open-model.ts';
import { averagePrecision, type JudgedImage } from './average-precision.ts';
import { GOLDEN, type GoldenFigures, goldenFigures } from './golden-boxes.ts';
import { readLabelledImages } from './labelled-images.ts';
import { readImage } from './read-image.ts';
import {
  createPlainDetector,
  hasPlainPath,
  type PlainBox,
  type PlainTruth,
  plainAveragePrecision,
} from './reference.ts';

/** Limits of the published evaluation of YOLOX. */
export const LIMITS = { threshold: 0.01, nmsIou: 0.65 } as const;

export interface DetectorEvaluation {
  readonly images: number;
  readonly objects: number;
  /** Classes of the labels that the model names too and that occur. */
  readonly classes: number;
  readonly ap50to95: number;
  readonly ap50: number;
  /** By the plain path; null for a model that has none. */
  readonly plain: { readonly ap50to95: number; readonly ap50: number } | null;
  /** Null where the folder has none for this model, or none was named. */
  readonly golden: GoldenFigures | null;
}

export interface EvaluateOptions extends ModelOptions {
  /** As `readLabelledImages` reads it. */
  readonly images: string;
  /** A folder with `golden.json`. */
  readonly golden?: string | undefined;
  readonly onImage?: (done: number, of: number) => void;
}

export async function evaluateDetector(idOrPath: string, options: EvaluateOptions): Promise<DetectorEvaluation> {
  const { manifest, weightsPath } = loadManifest(idOrPath, options);
  if (manifest.task !== 'detect') {
    throw new ModelError(
      `model ${manifest.id} finds no boxes (its task is ${manifest.task}); its card says how it is scored`,
    );
  }
  const labelled = readLabelledImages(options.images);
  const detector = await createDetector(idOrPath, { ...options, ...LIMITS });
  const plain = hasPlainPath(manifest) ? await createPlainDetector(manifest, weightsPath, LIMITS) : null;
  const judged: JudgedImage[] = [];
  const plainBoxes: PlainBox[] = [];
  const plainTruths: PlainTruth[] = [];
  try {
    for (const [image, one] of labelled.entries()) {
      const frame = await readImage(one.path);
      const truth = one.truthIn(frame).filter(({ cls }) => manifest.classes.includes(cls));
      judged.push({ truth, found: await detector.detectAll(frame) });
      for (const { cls, x, y, w, h, isCrowd } of truth) {
        plainTruths.push({ image, cls, corners: [x, y, x + w, y + h], isCrowd });
      }
      if (plain !== null) plainBoxes.push(...(await plain.boxesIn(frame, image)));
      options.onImage?.(image + 1, labelled.length);
    }
  } finally {
    await detector.close();
    await plain?.close();
  }
  const { ap50to95, ap50, classes } = averagePrecision(judged);
  if (classes === 0)
    throw new ModelError(`the labels of ${options.images} name no class that model ${manifest.id} knows`);
  return {
    images: labelled.length,
    objects: judged.reduce((sum, { truth }) => sum + truth.length, 0),
    ...{ classes, ap50to95, ap50 },
    plain: plain === null ? null : plainAveragePrecision(plainBoxes, plainTruths),
    golden: options.golden === undefined ? null : await goldenOf(idOrPath, options.golden, options),
  };
}

async function goldenOf(idOrPath: string, folder: string, options: ModelOptions): Promise<GoldenFigures | null> {
  const threshold = GOLDEN.threshold - GOLDEN.scoreSlack;
  const detector = await createDetector(idOrPath, { ...options, threshold, nmsIou: GOLDEN.nmsIou });
  try {
    return await goldenFigures(folder, detector);
  } finally {
    await detector.close();
  }
}
