/**
 * Says whether a model may be taken into use: it opens, its inputs and outputs are those of its manifest, and what it
 * answers to a frame can be read. A camera asks this before it changes its model.
 */
import { classifierFrom } from './classifier.ts';
import { detectorFrom } from './detector.ts';
import { loadManifest } from './manifest.ts';
import type { ModelManifest, RgbFrame } from './manifest-types.ts';
import { ModelError } from './model-error.ts';
import { type ModelOptions, type OpenModel, openModel, outputsOf } from './open-model.ts';
import { selfTestSeries } from './self-test-series.ts';

const WIDTH_PX = 640;
const HEIGHT_PX = 360;
/** So that boxes are decoded though a test card shows none of the model's things. */
const LOW_THRESHOLD = 0.01;

/** A frame with flat areas, a slope and hard edges. */
export function testCard(width = WIDTH_PX, height = HEIGHT_PX): RgbFrame {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBar = Math.floor((x * 8) / width) % 2 === 0;
      const at = (y * width + x) * 3;
      rgb[at] = (x * 255) / width;
      rgb[at + 1] = (y * 255) / height;
      rgb[at + 2] = isBar ? 40 : 210;
    }
  }
  return { rgb, width, height };
}

const failure = ({ id }: ModelManifest, what: string, cause?: unknown): ModelError =>
  new ModelError(`model ${id} fails its self-test: ${what}`, { cause });

/** Throws ModelError with one sentence when the model does not answer as it should. */
export async function selfTest(model: OpenModel): Promise<void> {
  const { manifest } = model;
  const frame = testCard();
  const { heads } = await model.run(frame);
  heads.forEach((head, index) => {
    const at = head.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw failure(manifest, `its output ${outputsOf(manifest)[index]} holds ${head[at]}`);
  });
  if (manifest.task === 'classify') {
    const chances = await classifierFrom(model).probabilities(frame);
    const sum = chances.reduce((total, chance) => total + chance, 0);
    if (
      chances.some((chance) => chance < -1e-3 || chance > 1.001) ||
      (chances.length > 1 && Math.abs(sum - 1) > 0.01)
    ) {
      throw failure(
        manifest,
        `its scores are no probabilities (${[...chances].map((chance) => chance.toFixed(3)).join(', ')})`,
      );
    }
    return;
  }
  for (const { cls, score, x, y, w, h } of await detectorFrom(model, { threshold: LOW_THRESHOLD }).detectAll(frame)) {
    const isSound = score >= 0 && score <= 1.001 && [x, y, w, h].every(Number.isFinite);
    if (!isSound) throw failure(manifest, `it answers a ${cls} with score ${score} at ${[x, y, w, h].join(', ')}`);
  }
}

/** Opens the model, tests it and closes it again. Throws ModelError with one sentence. */
export async function selfTestModel(idOrPath: string, options: ModelOptions = {}): Promise<void> {
  const { manifest, weightsPath } = loadManifest(idOrPath, options);
  if (manifest.task === 'sensor-faults') return selfTestSeries(manifest, weightsPath, options);
  const model = await openModel(idOrPath, options);
  try {
    await selfTest(model);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    throw failure(manifest, (cause as Error).message.split('\n')[0]!, cause);
  } finally {
    await model.close();
  }
}
