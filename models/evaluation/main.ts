/** Scores a trained file and writes what is committed: \`main.ts [--weights file] [--publish]\`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluate } from './evaluate.ts';
import { MODEL_ID, publish, readProgress, writeManifest } from './publish.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '.chengyun/training' },
    run: { type: 'string', default: '.chengyun/training/run' },
    publish: { type: 'boolean', default: false },
  },
});
const weights = join(values.run, `${MODEL_ID}.onnx`);
// A manifest beside the trained file, so that it is scored through the very runtime that will load it.
writeManifest(values.run, weights, 0.3, {});
const evaluation = await evaluate(join(values.run, 'model.json'), { folder: values.folder });
for (const kind of ['all', 'clear'] as const) {
  for (const part of ['day', 'night'] as const) {
    for (const [cls, score] of Object.entries(evaluation[kind][part])) {
      const { objects, averagePrecision, precision, recall } = score;
      const figures = [averagePrecision, precision, recall].map((value) => value.toFixed(2)).join(' / ');
      console.log(`${kind} ${part} ${cls} (${objects}): AP / P / R ${figures}`);
    }
  }
}
console.log(`threshold ${evaluation.threshold}`);
if (values.publish) {
  const manifest = publish(
    join('models', MODEL_ID),
    weights,
    evaluation,
    readProgress(join(values.run, 'training.log')),
  );
  console.log(`published ${manifest.id}, ${manifest.bytes} bytes, sha256 ${manifest.sha256}`);
}
