/**
 * A detector that runs as its manifest says: frame in, boxes of our three classes out. One thread and no spinning, so
 * that several cameras share a small box fairly. `detectAll` keeps the model's own class names, for checks against
 * other people's figures.
 */
import * as ort from 'onnxruntime-node';
import { decodeHeatmap, type RawBox } from './decode-heatmap.ts';
import { decodeYolox } from './decode-yolox.ts';
import { loadManifest, ModelError } from './manifest.ts';
import type { Detection, DetectorManifest, RgbFrame } from './manifest-types.ts';
import { suppress } from './nms.ts';
import { type Fit, tensorFrom } from './preprocess.ts';

export interface DetectorOptions {
  /** A folder that holds the weights, or the weights file itself. */
  readonly weightsDir?: string | undefined;
  /** Replace the manifest's. */
  readonly threshold?: number | undefined;
  readonly nmsIou?: number | undefined;
}

/** A detection under the model's own class name. */
export type NamedDetection = Omit<Detection, 'cls'> & { readonly cls: string };

export interface Detector {
  readonly manifest: DetectorManifest;
  /** Our three classes only, best first, in pixels of the given frame. */
  detect(frame: RgbFrame): Promise<Detection[]>;
  detectAll(frame: RgbFrame): Promise<NamedDetection[]>;
  close(): Promise<void>;
}

function rawBoxes(manifest: DetectorManifest, head: Float32Array, threshold: number): RawBox[] {
  const { decoder, input, classes } = manifest;
  if (decoder.kind === 'yolox') {
    return decodeYolox(
      head,
      { width: input.width, height: input.height, strides: decoder.strides, classes: classes.length },
      threshold,
    );
  }
  const { stride, sizePx } = decoder;
  const shape = { columns: input.width / stride, rows: input.height / stride, classes: classes.length, stride, sizePx };
  return decodeHeatmap(head, shape, threshold);
}

/** Model pixels → frame pixels, cut at the frame's border. */
function toFrame(box: RawBox, cls: string, fit: Fit, frame: RgbFrame): NamedDetection {
  const x = Math.max(0, box.x / fit.scaleX);
  const y = Math.max(0, box.y / fit.scaleY);
  const right = Math.min(frame.width, (box.x + box.w) / fit.scaleX);
  const bottom = Math.min(frame.height, (box.y + box.h) / fit.scaleY);
  return { cls, score: box.score, x, y, w: Math.max(0, right - x), h: Math.max(0, bottom - y) };
}

export async function createDetector(idOrPath: string, options: DetectorOptions = {}): Promise<Detector> {
  const { manifest, weightsPath } = loadManifest(idOrPath, options);
  const threshold = options.threshold ?? manifest.threshold;
  const nmsIou = options.nmsIou ?? manifest.nmsIou;
  const session = await ort.InferenceSession.create(weightsPath, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  });
  if (!session.inputNames.includes(manifest.input.name) || !session.outputNames.includes(manifest.output)) {
    await session.release();
    throw new ModelError(
      `the weights of model ${manifest.id} have no input ${manifest.input.name} or no output ${manifest.output}`,
    );
  }
  const { input } = manifest;
  const detectAll = async (frame: RgbFrame): Promise<NamedDetection[]> => {
    const { data, fit } = tensorFrom(frame, input);
    const feeds = { [input.name]: new ort.Tensor('float32', data, [1, 3, input.height, input.width]) };
    const results = await session.run(feeds);
    const head = results[manifest.output]!.data as Float32Array;
    const boxes = rawBoxes(manifest, head, threshold).map((box) =>
      toFrame(box, manifest.classes[box.classIndex]!, fit, frame),
    );
    return suppress(boxes, nmsIou);
  };
  return {
    manifest,
    detectAll,
    async detect(frame) {
      const ours: Detection[] = [];
      for (const found of await detectAll(frame)) {
        const cls = manifest.classMap[found.cls];
        if (cls !== undefined && found.w > 0 && found.h > 0) ours.push({ ...found, cls });
      }
      // Two of the model's classes may name one thing of ours (car and truck): once more, by our classes.
      return suppress(ours, nmsIou);
    },
    close: () => session.release(),
  };
}
