/**
 * Runs the trained network: features of a row of readings in, the share of good and of each kind out. One thread, no
 * spinning. Weights that are not those the manifest names are refused in one sentence.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { sha256Of } from '../runtime/manifest.ts';
import { ModelError } from '../runtime/model-error.ts';
import { FAULT_KINDS } from './kinds.ts';
import { FEATURE_COUNT } from './watch/features.ts';
import { REACH } from './window.ts';

export interface SecondOpinion {
  /**
   * @param features `series` rows of `readings` x FEATURE_COUNT, readings > REACH
   * @returns for each row and each reading behind the first REACH: the share of good and of the kinds in their order
   */
  judge(features: Float32Array, series: number, readings: number): Promise<Float32Array>;
  close(): Promise<void>;
}

interface Manifest {
  readonly id: string;
  readonly task: string;
  readonly file: string;
  readonly sha256: string;
  readonly input: string;
  readonly output: string;
}

export const CLASS_COUNT = FAULT_KINDS.length + 1;
const OWN_FOLDER = fileURLToPath(new URL('.', import.meta.url));

function readManifest(folder: string): Manifest {
  const path = join(folder, 'model.json');
  if (!existsSync(path)) throw new ModelError(`the model of sensor faults is missing: there is no ${path}`);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  if (manifest.task !== 'sensor-faults')
    throw new ModelError(`${path} is a model for ${manifest.task}, not for sensor-faults`);
  return manifest;
}

/** @param folder where model.json and the weights lie; this one when left out */
export async function createSecondOpinion(folder: string = OWN_FOLDER): Promise<SecondOpinion> {
  const manifest = readManifest(folder);
  const path = join(folder, manifest.file);
  if (!existsSync(path)) {
    throw new ModelError(
      `model ${manifest.id} lacks its weights ${manifest.file}: \`node models/sensor-faults/main.ts\` trains them`,
    );
  }
  const weights = readFileSync(path);
  const found = sha256Of(weights);
  if (found !== manifest.sha256) {
    throw new ModelError(
      `the weights ${path} are not those of model ${manifest.id}: sha256 is ${found.slice(0, 12)}…, the manifest says ${manifest.sha256.slice(0, 12)}…`,
    );
  }
  return openOpinion(weights, manifest);
}

/** Weights that were read already, for scoring what was just trained. */
export async function openOpinion(
  weights: Uint8Array,
  { input, output }: Pick<Manifest, 'input' | 'output'> = { input: 'features', output: 'shares' },
): Promise<SecondOpinion> {
  const session = await ort.InferenceSession.create(weights, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  });
  return {
    judge: async (features, series, readings) => {
      if (readings <= REACH) return new Float32Array(0);
      const tensor = new ort.Tensor('float32', features, [series, readings, FEATURE_COUNT]);
      const results = await session.run({ [input]: tensor });
      return results[output]!.data as Float32Array;
    },
    close: () => session.release(),
  };
}
