/**
 * Quantises and scores trained weights and writes what is committed: `main.ts [--run folder] [--folder data] [--publish]`.
 * `--quantise` takes the committed float weights in place of a run; `--model city-nano` scores the committed model as it is.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readManifest } from '../runtime/manifest.ts';
import { DETECTION_CLASSES } from '../runtime/manifest-types.ts';
import { onnxFrom } from '../training/export-onnx.ts';
import { parametersFrom } from '../training/import-onnx.ts';
import { FLOAT_FILE, quantiseIn } from '../training/quantise.ts';
import { readRun } from './course.ts';
import { type Evaluation, evaluate, heldOut, thresholdsFor } from './evaluate.ts';
import { MODEL_ID, publish, writeManifest } from './publish.ts';
import { allTable, clearTable } from './tables.ts';
import { alignClasses, COMMON_THRESHOLD } from './thresholds.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '.chengyun/training' },
    run: { type: 'string', default: '.chengyun/training/run' },
    model: { type: 'string' },
    quantise: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
  },
});
const { choosing, scoring } = heldOut(values.folder);

function show(evaluation: Evaluation, bytes: number): void {
  const { frames, threshold, clear, all, cost } = evaluation;
  const { p50Ms, p95Ms, load, cores } = cost;
  console.log(`Clear things, ${frames.day} day and ${frames.night} night frames, threshold ${threshold}`);
  console.log(`${clearTable(clear)}\n\nEverything labelled\n${allTable(all)}\n`);
  console.log(
    `processor time a frame: p50 ${p50Ms.toFixed(2)} ms, p95 ${p95Ms.toFixed(2)} ms at load ${load.toFixed(1)} on ${cores} cores`,
  );
  console.log(`${bytes} bytes of ONNX`);
}

const committed = join('models', MODEL_ID);

/** A folder with a manifest, the float weights that `write` puts there, and the quantised ones made from them. */
async function quantised(name: string, write: (weights: string) => void): Promise<string> {
  const folder = join(values.run, name);
  mkdirSync(folder, { recursive: true });
  write(join(folder, FLOAT_FILE));
  await quantiseIn(folder);
  writeManifest(folder, COMMON_THRESHOLD, {});
  return folder;
}

/** The trained weights with their classes' thresholds moved to the common one, as the quantised network needs them. */
async function align(): Promise<string> {
  const trained = join(values.run, FLOAT_FILE);
  const plain = await quantised('trained', (weights) => copyFileSync(trained, weights));
  const thresholds = await thresholdsFor(join(plain, 'model.json'), choosing);
  console.log(`thresholds: ${DETECTION_CLASSES.map((cls) => `${cls} ${thresholds[cls]}`).join(', ')}`);
  const aligned = alignClasses(parametersFrom(readFileSync(trained)), thresholds);
  return quantised('aligned', (weights) => writeFileSync(weights, onnxFrom(aligned)));
}

if (values.model !== undefined) {
  const manifest = readManifest(values.model);
  if (manifest.task !== 'detect') throw new Error(`model ${values.model} is not a detector`);
  show(await evaluate(values.model, scoring, manifest.threshold), manifest.bytes);
} else {
  const folder = values.quantise
    ? await quantised('quantised', (weights) => copyFileSync(join(committed, FLOAT_FILE), weights))
    : await align();
  const evaluation = await evaluate(join(folder, 'model.json'), scoring, COMMON_THRESHOLD);
  show(evaluation, readManifest(join(folder, 'model.json')).bytes);
  if (values.publish) {
    const run = values.quantise ? null : readRun(join(values.run, 'training.log'));
    const manifest = publish(committed, folder, evaluation, run);
    console.log(`published ${manifest.id}, ${manifest.bytes} bytes, sha256 ${manifest.sha256}`);
  }
}
