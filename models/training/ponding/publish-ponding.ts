/** Writes what is committed of the ponding model: weights, manifest, card. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '../../runtime/manifest.ts';
import type { ClassifierManifest } from '../../runtime/manifest-types.ts';
import { PONDING_CLASSES, PONDING_INPUT } from './classes.ts';
import type { PondingEvaluation, PondingScore } from './evaluate-ponding.ts';
import { OUTPUT_NAME } from './export-ponding.ts';
import { parameterCount } from './network.ts';

const ID = 'ponding-depth';

export interface PondingRun {
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly crops: number;
  readonly course: readonly { readonly step: number; readonly loss: number; readonly right: number }[];
}

/** Writes weights and manifest into the folder; returns the manifest's path. */
export function writePondingModel(folder: string, weights: Uint8Array, figures: ClassifierManifest['figures']): string {
  mkdirSync(folder, { recursive: true });
  const file = `${ID}.onnx`;
  writeFileSync(join(folder, file), weights);
  const manifest: ClassifierManifest = {
    ...{ id: ID, task: 'classify', file, sha256: sha256Of(weights), bytes: weights.length },
    ...{ licence: 'Apache-2.0', source: 'trained here on drawn underpasses: models/training/ponding' },
    ...{ input: PONDING_INPUT, output: OUTPUT_NAME, decoder: { kind: 'classes', scores: 'logits' } },
    ...{ classes: PONDING_CLASSES, figures },
  };
  const path = join(folder, 'model.json');
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return path;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function confusionTable({ confusion }: PondingScore): string {
  const head = `| true \\ said | ${PONDING_CLASSES.join(' | ')} |`;
  const rule = `|---|${PONDING_CLASSES.map(() => '---|').join('')}`;
  const rows = confusion.map((row, index) => `| ${PONDING_CLASSES[index]} | ${row.join(' | ')} |`);
  return [head, rule, ...rows].join('\n');
}

function cardOf(bytes: number, evaluation: PondingEvaluation, run: PondingRun): string {
  const line = (name: string, { crops, accuracy, withinOne, deepRecall, deepPrecision }: PondingScore): string =>
    `| ${name} | ${crops} | ${[accuracy, withinOne, deepRecall, deepPrecision].map(percent).join(' | ')} |`;
  const course = run.course
    .filter((_, index) => index % 5 === 4 || index === run.course.length - 1)
    .map(({ step, loss, right }) => `| ${step} | ${loss.toFixed(3)} | ${percent(right)} |`);
  return `# ponding-depth

How deep water stands at the lowest point of an underpass, as one of five classes, from the region that an operator outlines
around that point and its painted gauge board. ${parameterCount().toLocaleString('en')} parameters, ${bytes.toLocaleString('en')} bytes.

- Classes: dry, a film (1 to 3 cm), below 15 cm, 15 to 30 cm, above 30 cm. 15 and 30 cm are the limits by which the city calls ponding
  general and a risk.
- Trained here, on ${run.crops.toLocaleString('en')} crops of drawn underpasses (\`models/training/ponding\`): ${run.steps} steps of ${run.batch} crops, rate ${run.rate}, seed ${run.seed}.
  Ramps of 2.5 to 6 %, day, dusk and night, rain, traffic in the water, a careless outline, compression.
- Repeated by \`node models/training/ponding/main.ts\`; the same crops give the same weights, to the last bit.
- The file answers as TensorFlow.js does, to 1e-5 (\`models/training/ponding/export-ponding.test.ts\`).
- Licence: Apache-2.0. No photograph took part.

## On unseen underpasses

Other seeds, and cameras whose heights and focal lengths do not occur in training. Every class is equally frequent here,
which is not so in a street: there almost everything is dry.

| part | crops | right | right or one class beside | 15 cm and more found | said 15 cm and more, and it is |
|---|---|---|---|---|---|
${[line('all', evaluation.all), line('day', evaluation.day), line('dusk and night', evaluation.night)].join('\n')}

By day:

${confusionTable(evaluation.day)}

At dusk and night:

${confusionTable(evaluation.night)}

## Course of the training

| step | loss | right, on crops that it learns from |
|---|---|---|
${course.join('\n')}

## What it is bad at

- Real water: it was never shown any. Drawn water is brown, opaque and rippled, and does not mirror lamps or sky; clear
  water and a wet road that shines will deceive it. Use it beside a gauge, never alone, before it was tried on the place.
- A place without the painted board, a board that a vehicle or a person hides, or one smaller than 16 pixels in the picture.
- Depths near a limit: a board band of 10 cm is a few pixels high. Take a change of class that lasts, not one answer.
- Night without lamps.
- Its score is the certainty of the network on drawn pictures and no measured probability.
`;
}

export function publishPonding(
  folder: string,
  weights: Uint8Array,
  evaluation: PondingEvaluation,
  run: PondingRun,
): { readonly id: string; readonly bytes: number; readonly sha256: string } {
  const { all, day, night } = evaluation;
  writePondingModel(folder, weights, {
    right: rounded(all.accuracy),
    right_by_day: rounded(day.accuracy),
    right_at_night: rounded(night.accuracy),
    deep_found: rounded(all.deepRecall),
    deep_rightly_said: rounded(all.deepPrecision),
  });
  writeFileSync(join(folder, 'card.md'), cardOf(weights.length, evaluation, run));
  return { id: ID, bytes: weights.length, sha256: sha256Of(weights) };
}
