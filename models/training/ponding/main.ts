/**
 * Trains the ponding model by one command: draws what is not drawn yet, trains, scores on unseen underpasses.
 * `main.ts [--parts 40] [--steps 1000] [--publish]`; with `--publish` weights, manifest and card are written to be
 * committed.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBackend } from '../backend.ts';
import { evaluatePonding } from './evaluate-ponding.ts';
import { pondingOnnx } from './export-ponding.ts';
import { parameterCount } from './network.ts';
import { publishPonding, writePondingModel } from './publish-ponding.ts';
import { loadCrops } from './store.ts';
import { trainPonding } from './train-ponding.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '.chengyun/training/ponding' },
    parts: { type: 'string', default: '40' },
    steps: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '0.003' },
    seed: { type: 'string', default: '1' },
    publish: { type: 'boolean', default: false },
  },
});
const SCORED_PARTS = 8;
const BATCH = 48;
const seconds = (): string => `${(performance.now() / 1000).toFixed(0)} s`;

const drawn = (set: string) => (part: number) => console.log(`drew ${set} part ${part}, ${seconds()}`);
const scored = await loadCrops(values.folder, 'scored', SCORED_PARTS, drawn('scored'));
const crops = await loadCrops(values.folder, 'training', Number(values.parts), drawn('training'));
console.log(`${await startBackend()}: ${parameterCount()} parameters, ${crops.length} crops, ${seconds()}`);
const config = {
  ...{ seed: Number(values.seed), steps: Number(values.steps), batch: BATCH, rate: Number(values.rate) },
  reportSteps: 50,
};
const course: { step: number; loss: number; right: number }[] = [];
const weights = trainPonding(config, crops, ({ step, images, loss, right }) => {
  course.push({ step, loss, right });
  console.log(`step ${step}, ${images} images: loss ${loss.toFixed(3)}, right ${right.toFixed(3)}, ${seconds()}`);
});
const run = join(values.folder, 'run');
mkdirSync(run, { recursive: true });
const evaluation = await evaluatePonding(writePondingModel(run, pondingOnnx(weights), {}), scored);
for (const part of ['all', 'day', 'night'] as const) {
  const { crops: count, accuracy, withinOne, deepRecall, deepPrecision, confusion } = evaluation[part];
  const figures = [accuracy, withinOne, deepRecall, deepPrecision].map((figure) => figure.toFixed(3)).join(' / ');
  console.log(`${part} (${count}): right / within one / 15 cm and more found / rightly said ${figures}`);
  for (const row of confusion) console.log(`  ${row.map((cell) => String(cell).padStart(5)).join('')}`);
}
if (values.publish) {
  const manifest = publishPonding(join('models', 'ponding-depth'), pondingOnnx(weights), evaluation, {
    ...config,
    crops: crops.length,
    course,
  });
  console.log(`published ${manifest.id}, ${manifest.bytes} bytes, sha256 ${manifest.sha256}`);
}
