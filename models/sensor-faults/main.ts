/** Trains the second opinion and writes its weights: `main.ts [--steps n] [--gauges n] [--out folder]`. Seeded throughout. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sha256Of } from '../runtime/manifest.ts';
import { startBackend } from '../training/backend.ts';
import { watchGauge } from './dataset.ts';
import { INPUT_NAME, OUTPUT_NAME, onnxFrom } from './export.ts';
import { FAULT_KINDS } from './kinds.ts';
import { FIRST_SEED, TRAINING_PLAN } from './made/gauge.ts';
import { parameterCount } from './network.ts';
import { type Progress, train } from './train.ts';

const FILE = 'sensor-faults.onnx';
const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '3200' },
    gauges: { type: 'string', default: '150' },
    out: { type: 'string', default: fileURLToPath(new URL('.', import.meta.url)) },
  },
});
const nowS = (): number => performance.now() / 1000;
await startBackend();
const gauges = Array.from({ length: Number(values.gauges) }, (_, index) =>
  watchGauge(FIRST_SEED.training + index, TRAINING_PLAN),
);
const events = gauges.reduce((sum, { gauge }) => sum + gauge.events.length, 0);
console.log(`${gauges.length} gauges with ${events} faults made and watched in ${nowS().toFixed(0)} s`);
const course: Progress[] = [];
const config = { seed: 1, steps: Number(values.steps), batch: 12, judged: 192, rate: 0.004 };
const mean = train(config, gauges, {
  nowS,
  onProgress: (progress) => {
    course.push(progress);
    console.log(`step ${progress.step}: loss ${progress.loss.toFixed(4)}, ${progress.seconds.toFixed(0)} s`);
  },
});
const weights = onnxFrom(mean);
writeFileSync(join(values.out, FILE), weights);
const manifest = {
  id: 'sensor-faults',
  task: 'sensor-faults',
  file: FILE,
  sha256: sha256Of(weights),
  bytes: weights.length,
  licence: 'Apache-2.0',
  source: 'trained here on made-up gauges: models/sensor-faults/main.ts',
  input: INPUT_NAME,
  output: OUTPUT_NAME,
  classes: ['good', ...FAULT_KINDS],
};
writeFileSync(join(values.out, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const rounded = course.filter(({ step }) => step % 200 === 0 || step === config.steps);
writeFileSync(
  join(values.out, 'training-log.json'),
  `${JSON.stringify({ ...config, gauges: gauges.length, events, parameters: parameterCount(), course: rounded }, null, 1)}\n`,
);
