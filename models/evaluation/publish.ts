/** Turns trained weights, their log and their score into what is committed: weights, manifest, card, short log. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../runtime/manifest.ts';
import { DETECTION_CLASSES, type DetectorManifest } from '../runtime/manifest-types.ts';
import { NETWORK_INPUT } from '../training/make-frames.ts';
import { OUTPUT_NAME, SIZE_PX, STRIDE } from '../training/network.ts';
import { FLOAT_FILE, RANGES_FILE, SMALL_FILE } from '../training/quantise.ts';
import { cardOf } from './card.ts';
import { courseOf, type Run } from './course.ts';
import type { Evaluation } from './evaluate.ts';

export const MODEL_ID = 'city-nano';

/** Of the quantised weights in this folder. */
export function writeManifest(
  folder: string,
  threshold: number,
  figures: Readonly<Record<string, unknown>>,
): DetectorManifest {
  const content = readFileSync(join(folder, SMALL_FILE));
  const manifest: DetectorManifest = {
    id: MODEL_ID,
    task: 'detect',
    file: SMALL_FILE,
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

/** `run` is the last one that led to the weights; null when they are those that were published before. */
export function publish(
  folder: string,
  from: string,
  evaluation: Evaluation,
  run: Omit<Run, 'end'> | null,
): DetectorManifest {
  mkdirSync(folder, { recursive: true });
  for (const file of [FLOAT_FILE, SMALL_FILE, RANGES_FILE]) copyFileSync(join(from, file), join(folder, file));
  const weights = readFileSync(join(folder, FLOAT_FILE));
  const manifest = writeManifest(folder, evaluation.threshold, rounded(evaluation));
  const logPath = join(folder, 'training-log.json');
  const before = existsSync(logPath) ? (JSON.parse(readFileSync(logPath, 'utf8')) as Run[]) : [];
  const course = run === null ? before : courseOf(before, { ...run, end: sha256Of(weights) });
  writeFileSync(join(folder, 'card.md'), cardOf(manifest, weights.length, evaluation, course));
  if (run !== null) writeFileSync(logPath, `${JSON.stringify(course, null, 1)}\n`);
  return manifest;
}
