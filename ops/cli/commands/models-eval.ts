/**
 * Average precision of a detector on labelled pictures. The answer is no (exit code 1) when the runtime is further than
 * a hair from the plain path over the network's raw output, or its boxes from the golden ones.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type DetectorEvaluation, evaluateDetector } from '@chengyun/models/coco/evaluate-detector.ts';
import { findWeights, readManifest } from '@chengyun/models/runtime/manifest.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Command, EXIT } from '../command.ts';
import { MODEL_OPTIONS, modelOf, providersOf, weightsDirOf } from './models-options.ts';

/** How far figures may lie from what they are held against. */
export const BOUNDS = { apDifference: 0.005, goldenPx: 2, goldenScore: 0.02 } as const;
const PROGRESS_IMAGES = 16;

const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

/** Keys are those of the benchmarks; a figure that was not measured is absent. */
export function figuresOf({ images, objects, classes, ap50to95, ap50, plain, golden }: DetectorEvaluation) {
  const held =
    plain === null
      ? {}
      : {
          plain_ap50_95: rounded(plain.ap50to95),
          plain_ap50: rounded(plain.ap50),
          ap50_95_difference: rounded(Math.abs(ap50to95 - plain.ap50to95)),
          ap50_difference: rounded(Math.abs(ap50 - plain.ap50)),
        };
  const asGolden =
    golden === null
      ? {}
      : {
          golden_boxes: golden.boxes,
          golden_missing: golden.missing,
          golden_extra: golden.extra,
          golden_px_max: rounded(golden.pxMax),
          golden_score_max: rounded(golden.scoreMax),
        };
  return { images, objects, classes, ap50_95: rounded(ap50to95), ap50: rounded(ap50), ...held, ...asGolden };
}

/** Each bound that does not hold, as a sentence. */
export function faultsOf(evaluation: DetectorEvaluation): string[] {
  const { ap50to95, ap50, plain, golden } = evaluation;
  const faults: string[] = [];
  const hold = (value: number, most: number, what: string): void => {
    if (!(value <= most)) faults.push(`${what} is ${rounded(value)}, more than ${most}`);
  };
  if (plain !== null) {
    hold(Math.abs(ap50to95 - plain.ap50to95), BOUNDS.apDifference, 'the distance of AP from the plain path');
    hold(Math.abs(ap50 - plain.ap50), BOUNDS.apDifference, 'the distance of AP50 from the plain path');
  }
  if (golden !== null) {
    hold(golden.missing, 0, 'the number of golden boxes that were not found');
    hold(golden.extra, 0, 'the number of boxes that are not golden');
    hold(golden.pxMax, BOUNDS.goldenPx, 'the greatest distance from an edge of a golden box, px,');
    hold(golden.scoreMax, BOUNDS.goldenScore, 'the greatest distance from a golden score');
  }
  return faults;
}

/** Weights lie beside the manifest, where they were named, or in `detector-weights` beside the pictures. */
function weightsFor(name: string, named: string | undefined, data: string): string | undefined {
  const manifest = readManifest(name);
  const beside = join(data, 'detector-weights');
  const isElsewhere = findWeights(name, manifest, named) === null && existsSync(join(beside, manifest.file));
  return isElsewhere ? beside : named;
}

export const modelsEval: Command = {
  name: 'models eval',
  usage: '<model> --images <folder>',
  summary: 'average precision of a detector by the rules of COCO, held against a plain path and golden boxes',
  options: {
    images: {
      type: 'string',
      value: 'folder',
      summary: 'images/ with labels/ and config.yaml (YOLO), or with annotations.json (COCO)',
    },
    golden: {
      type: 'string',
      value: 'folder',
      summary: 'pictures with golden.json (detector-images beside the pictures)',
    },
    ...MODEL_OPTIONS,
  },
  async run({ args, options, print, json, note }) {
    const name = modelOf(args, 'eval');
    if (typeof options.images !== 'string')
      throw new AppError('USAGE', 'On which pictures? Name them with --images <folder>.');
    const images = resolve(options.images);
    const data = dirname(images);
    const evaluation = await evaluateDetector(name, {
      images,
      golden: typeof options.golden === 'string' ? options.golden : join(data, 'detector-images'),
      ...{ weightsDir: weightsFor(name, weightsDirOf(options), data), providers: providersOf(options), note },
      onImage: (done, of) => {
        if (done % PROGRESS_IMAGES === 0 || done === of) note(`  ${done} of ${of} pictures`);
      },
    });
    if (evaluation.plain === null)
      note(`  ${name} has no plain path to be held against: one is written for YOLOX only`);
    if (evaluation.golden === null) note(`  there are no golden boxes of ${name} to be held against`);
    const figures = figuresOf(evaluation);
    for (const [key, figure] of Object.entries(figures)) print(`${key.padEnd(24)} ${figure}`);
    const faults = faultsOf(evaluation);
    for (const fault of faults) note(`  ${fault}`);
    json({ model: name, ...figures, holds: faults.length === 0, faults });
    return faults.length === 0 ? EXIT.ok : EXIT.no;
  },
};
