/** Makes the data set and trains: `main.ts data|train`; options in the README beside the models folder. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sha256Of } from '../runtime/manifest.ts';
import { startBackend } from './backend.ts';
import { onnxFrom } from './export-onnx.ts';
import { parametersFrom } from './import-onnx.ts';
import { FIRST_SEED, makeFrames } from './make-frames.ts';
import { initialParameters, parameterCount } from './parameters.ts';
import { writeShard } from './shards.ts';
import { train } from './train.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', default: '.chengyun/training' },
    out: { type: 'string', default: '.chengyun/training/run' },
    seconds: { type: 'string', default: '2700' },
    shards: { type: 'string', default: '40' },
    from: { type: 'string', default: '0' },
    set: { type: 'string', default: 'training' },
    rate: { type: 'string', default: '0.003' },
    /** Weights to go on from instead of random ones. */
    start: { type: 'string' },
  },
});
const nowS = (): number => performance.now() / 1000;
mkdirSync(values.folder, { recursive: true });
mkdirSync(values.out, { recursive: true });

if (positionals[0] === 'data') {
  const set = values.set === 'scored' ? 'scored' : 'training';
  const poses = 25;
  for (let shard = Number(values.from); shard < Number(values.from) + Number(values.shards); shard++) {
    const { frames, pixels } = await makeFrames(set, FIRST_SEED[set] + shard * poses, poses, set === 'scored' ? 4 : 6);
    writeShard(values.folder, `${set}-${String(shard).padStart(4, '0')}`, frames, pixels);
    console.log(`${set} shard ${shard}: ${frames.length} frames, ${nowS().toFixed(0)} s`);
  }
} else {
  const log = join(values.out, 'training.log');
  const weights = join(values.out, 'city-nano.onnx');
  const save = (bytes: Uint8Array): void => {
    writeFileSync(`${weights}.part`, bytes);
    renameSync(`${weights}.part`, weights);
  };
  const config = {
    seed: 1,
    folder: values.folder,
    seconds: Number(values.seconds),
    batch: 8,
    rate: Number(values.rate),
    checkpointSeconds: 120,
  };
  const start = values.start === undefined ? null : readFileSync(values.start);
  const initial = start === null ? initialParameters(1) : parametersFrom(start);
  const about = {
    backend: await startBackend(),
    parameters: parameterCount(),
    start: start === null ? 'random' : sha256Of(start),
    seconds: config.seconds,
    batch: config.batch,
    rate: config.rate,
  };
  writeFileSync(log, `${JSON.stringify(about)}\n`);
  const mean = train(config, initial, {
    nowS,
    onProgress: (progress) => appendFileSync(log, `${JSON.stringify(progress)}\n`),
    onCheckpoint: (checkpoint) => save(onnxFrom(checkpoint)),
  });
  save(onnxFrom(mean));
  appendFileSync(log, `${JSON.stringify({ done: true, seconds: nowS() })}\n`);
}
