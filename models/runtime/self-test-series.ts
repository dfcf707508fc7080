/** Tests a model that judges rows of readings: names, shapes, and shares that are shares on a row of sound readings. */
import * as ort from 'onnxruntime-node';
import type { SeriesManifest } from './manifest-types.ts';
import { ModelError } from './model-error.ts';
import type { ModelOptions } from './open-model.ts';
import { openOnFirst } from './providers.ts';

/** Longer than any such network looks back. */
const READINGS = 600;
const SUM_SLACK = 0.01;

async function test({ id, input, output, classes }: SeriesManifest, session: ort.InferenceSession): Promise<void> {
  const fails = (what: string): ModelError => new ModelError(`model ${id} fails its self-test: ${what}`);
  const entry = session.inputMetadata.find(({ name }) => name === input);
  if (entry === undefined) throw fails(`its weights have no input ${input}`);
  if (!session.outputNames.includes(output)) throw fails(`its weights have no output ${output}`);
  const features = entry.isTensor ? entry.shape[2] : undefined;
  if (!entry.isTensor || entry.type !== 'float32' || entry.shape.length !== 3 || typeof features !== 'number') {
    throw fails(`its input ${input} is not float32 of the shape series x readings x features`);
  }
  const row = new ort.Tensor('float32', new Float32Array(READINGS * features), [1, READINGS, features]);
  const { [output]: answer } = await session.run({ [input]: row });
  const { data, dims } = answer!;
  if (dims.length !== 3 || dims[2] !== classes.length || dims[1] === 0) {
    throw fails(
      `its output ${output} has the shape ${dims.join('x')}, and its manifest names ${classes.length} classes`,
    );
  }
  for (let at = 0; at < data.length; at += classes.length) {
    const sum = (data as Float32Array).subarray(at, at + classes.length).reduce((total, share) => total + share, 0);
    if (!(Math.abs(sum - 1) <= SUM_SLACK)) throw fails(`the shares of its output ${output} sum up to ${sum}`);
  }
}

/** Throws ModelError with one sentence. */
export async function selfTestSeries(
  manifest: SeriesManifest,
  weightsPath: string,
  { providers = ['cpu'], note }: ModelOptions,
): Promise<void> {
  const { session } = await openOnFirst(manifest.id, weightsPath, providers, note);
  try {
    await test(manifest, session);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    const [line] = (cause as Error).message.split('\n');
    throw new ModelError(`model ${manifest.id} fails its self-test: ${line}`, { cause });
  } finally {
    await session.release();
  }
}
