/** Turns a trained file, its log and its score into what is committed: weights, manifest, card, short log. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../runtime/manifest.ts';
import { DETECTION_CLASSES, type DetectorManifest } from '../runtime/manifest-types.ts';
import { OUTPUT_NAME } from '../training/export-onnx.ts';
import { NETWORK_INPUT } from '../training/make-frames.ts';
import { SIZE_PX, STRIDE } from '../training/network.ts';
import type { Progress } from '../training/train.ts';
import { cardOf } from './card.ts';
import type { Evaluation } from './evaluate.ts';

export const MODEL_ID = 'city-nano';

/** One line in thirty of the training log: its course, without its bulk. */
export function readProgress(logPath: string): Progress[] {
  if (!existsSync(logPath)) return [];
  const lines = readFileSync(logPath, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"images"'));
  const progress = lines.map((line) => JSON.parse(line) as Progress);
  return progress.filter((_, index) => index % 6 === 5 || index === progress.length - 1);
}

export function writeManifest(
  folder: string,
  weightsPath: string,
  threshold: number,
  figures: Readonly<Record<string, unknown>>,
): DetectorManifest {
  mkdirSync(folder, { recursive: true });
  const file = `${MODEL_ID}.onnx`;
  const target = join(folder, file);
  if (weightsPath !== target) copyFileSync(weightsPath, target);
  const content = readFileSync(target);
  const manifest: DetectorManifest = {
    id: MODEL_ID,
    task: 'detect',
    file,
    sha256: sha256Of(content),
    bytes: content.length,
    licence: 'Apache-2.0',
    source: 'trained here on simulated frames: models/training',
    input: NETWORK_INPUT,
    output: OUTPUT_NAME,
    decoder: { kind: 'heatmap', stride: STRIDE, sizePx: SIZE_PX },
    classes: DETECTION_CLASSES,
    classMap: { vehicle: 'vehicle', 'two-wheeler': 'two-wheeler', person: 'person' },
    threshold,
    nmsIou: 0.3,
    figures,
  };
  writeFileSync(join(folder, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

const rounded = (evaluation: Evaluation): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(evaluation, (_, value: unknown) =>
      typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
    ),
  ) as Record<string, unknown>;

export function publish(
  folder: string,
  weightsPath: string,
  evaluation: Evaluation,
  progress: readonly Progress[],
): DetectorManifest {
  const manifest = writeManifest(folder, weightsPath, evaluation.threshold, rounded(evaluation));
  writeFileSync(join(folder, 'CARD.md'), cardOf(manifest, evaluation, progress));
  writeFileSync(join(folder, 'training-log.json'), `${JSON.stringify(progress, null, 1)}\n`);
  return manifest;
}
