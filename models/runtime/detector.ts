/**
 * A detector that runs as its manifest says: frame in, boxes of our three classes out. `detectAll` keeps the model's
 * own class names, for checks against other people's figures.
 */

import type { RawBox } from './decoder.ts';
import { decodeHeads } from './decoders.ts';
import type { Detection, DetectorManifest, RgbFrame } from './manifest-types.ts';
import { ModelError } from './model-error.ts';
import { suppress } from './nms.ts';
import { type ModelOptions, type OpenModel, openModel } from './open-model.ts';
import type { Fit } from './preprocess.ts';

export interface DetectorOptions extends ModelOptions {
  /** Replace the manifest's. */
  readonly threshold?: number | undefined;
  readonly nmsIou?: number | undefined;
}

/** A detection under the model's own class name. */
export type NamedDetection = Omit<Detection, 'cls'> & { readonly cls: string };

export interface Detector {
  readonly manifest: DetectorManifest;
  /** The execution provider in use. */
  readonly provider: string;
  /** Our three classes only, best first, in pixels of the given frame. */
  detect(frame: RgbFrame): Promise<Detection[]>;
  detectAll(frame: RgbFrame): Promise<NamedDetection[]>;
  close(): Promise<void>;
}

/** Model pixels → frame pixels, cut at the frame's border. */
function toFrame(box: RawBox, cls: string, fit: Fit, frame: RgbFrame): NamedDetection {
  const x = Math.max(0, box.x / fit.scaleX);
  const y = Math.max(0, box.y / fit.scaleY);
  const right = Math.min(frame.width, (box.x + box.w) / fit.scaleX);
  const bottom = Math.min(frame.height, (box.y + box.h) / fit.scaleY);
  return { cls, score: box.score, x, y, w: Math.max(0, right - x), h: Math.max(0, bottom - y) };
}

export function detectorFrom(model: OpenModel, options: DetectorOptions = {}): Detector {
  const { manifest } = model;
  if (manifest.task !== 'detect') {
    throw new ModelError(`model ${manifest.id} is no detector: its task is ${manifest.task}`);
  }
  const { decoder, input, classes, classMap } = manifest;
  const threshold = options.threshold ?? manifest.threshold;
  const nmsIou = options.nmsIou ?? manifest.nmsIou;
  const place = { width: input.width, height: input.height, classes: classes.length };
  const detectAll = async (frame: RgbFrame): Promise<NamedDetection[]> => {
    const { heads, fit } = await model.run(frame);
    const boxes = decodeHeads(heads, decoder, place, threshold).map((box) =>
      toFrame(box, classes[box.classIndex]!, fit, frame),
    );
    return suppress(boxes, nmsIou);
  };
  return {
    manifest,
    provider: model.provider,
    detectAll,
    async detect(frame) {
      const ours: Detection[] = [];
      for (const found of await detectAll(frame)) {
        const cls = classMap[found.cls];
        if (cls !== undefined && found.w > 0 && found.h > 0) ours.push({ ...found, cls });
      }
      // Two of the model's classes may name one thing of ours (car and truck): once more, by our classes.
      return suppress(ours, nmsIou);
    },
    close: () => model.close(),
  };
}

/** Throws ModelError when the model cannot be used. */
export async function createDetector(idOrPath: string, options: DetectorOptions = {}): Promise<Detector> {
  const model = await openModel(idOrPath, options);
  try {
    return detectorFrom(model, options);
  } catch (error) {
    await model.close();
    throw error;
  }
}
