/** A classifier that runs as its manifest says: a region of a frame in, one class with its score out. */
import { sigmoid, softmax } from './decoder.ts';
import type { ClassifierManifest, RgbFrame } from './manifest-types.ts';
import { ModelError } from './model-error.ts';
import { type ModelOptions, type OpenModel, openModel } from './open-model.ts';
import { cropRegion, type Region } from './region.ts';

export interface Classified {
  readonly cls: string;
  /** Probability of that class, 0..1. */
  readonly score: number;
}

export interface Classifier {
  readonly manifest: ClassifierManifest;
  /** The execution provider in use. */
  readonly provider: string;
  /** The likeliest class of the region, of the whole frame when it is left out. */
  classify(frame: RgbFrame, region?: Region): Promise<Classified>;
  /** Probability of every class, in the order of the manifest's `classes`. */
  probabilities(frame: RgbFrame, region?: Region): Promise<Float64Array>;
  close(): Promise<void>;
}

export function classifierFrom(model: OpenModel): Classifier {
  const { manifest } = model;
  if (manifest.task !== 'classify') {
    throw new ModelError(`model ${manifest.id} is no classifier: its task is ${manifest.task}`);
  }
  const { classes, decoder, input } = manifest;
  const probabilities = async (frame: RgbFrame, region?: Region): Promise<Float64Array> => {
    const { heads } = await model.run(region === undefined ? frame : cropRegion(frame, region, input.pad));
    const [head] = heads;
    if (decoder.scores === 'probability') return Float64Array.from(head!);
    const chances = new Float64Array(classes.length);
    if (classes.length === 1) chances[0] = sigmoid(head![0]!);
    else softmax(head!, 0, classes.length, chances);
    return chances;
  };
  return {
    manifest,
    provider: model.provider,
    probabilities,
    async classify(frame, region) {
      const chances = await probabilities(frame, region);
      const best = chances.reduce((top, chance, index) => (chance > chances[top]! ? index : top), 0);
      return { cls: classes[best]!, score: chances[best]! };
    },
    close: () => model.close(),
  };
}

/** Throws ModelError when the model cannot be used. */
export async function createClassifier(idOrPath: string, options: ModelOptions = {}): Promise<Classifier> {
  const model = await openModel(idOrPath, options);
  try {
    return classifierFrom(model);
  } catch (error) {
    await model.close();
    throw error;
  }
}
