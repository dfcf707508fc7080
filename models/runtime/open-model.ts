/**
 * Opens a model: manifest, weights with their sum, session on the first execution provider that can be used, inputs and
 * outputs held against the manifest. One thread and no spinning, so that several cameras share a small box fairly.
 */
import * as ort from 'onnxruntime-node';
import { headShapes } from './decoders.ts';
import { loadPictureManifest, type ManifestOptions } from './manifest.ts';
import type { PictureManifest, RgbFrame } from './manifest-types.ts';
import { ModelError } from './model-error.ts';
import { createTensorMaker, type Fit, type TensorMaker } from './preprocess.ts';
import { openOnFirst } from './providers.ts';

export interface ModelOptions extends ManifestOptions {
  /**
   * Execution providers in the order in which they are tried: `['cuda', 'cpu']` falls back and says so, `['cuda']`
   * refuses where there is none. Default: `['cpu']`.
   */
  readonly providers?: readonly string[] | undefined;
  /** Takes the sentence that says that a provider was not to be had and another one is used. */
  readonly note?: ((sentence: string) => void) | undefined;
}

export interface OpenModel {
  readonly manifest: PictureManifest;
  /** The execution provider in use. */
  readonly provider: string;
  /** The outputs that the manifest names, in its order, and how the frame lies in the model's input. */
  run(frame: RgbFrame): Promise<{ readonly heads: readonly Float32Array[]; readonly fit: Fit }>;
  /** The same on a tensor made before, for measuring. */
  runTensor(data: Float32Array): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

export const outputsOf = ({ output }: PictureManifest): readonly string[] =>
  typeof output === 'string' ? [output] : output;

/** What shape each named output must have. */
export function shapesOf(manifest: PictureManifest): readonly (readonly number[])[] {
  const { input, classes } = manifest;
  if (manifest.task === 'classify') return [[1, classes.length]];
  return headShapes(manifest.decoder, { width: input.width, height: input.height, classes: classes.length });
}

const inputShape = ({ layout, width, height }: PictureManifest['input']): number[] =>
  layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3];

/** A symbolic length fits any number. */
const fits = (found: readonly (number | string)[], wanted: readonly number[]): boolean =>
  found.length === wanted.length && found.every((one, index) => typeof one === 'string' || one === wanted[index]);

function checkValue(
  manifest: PictureManifest,
  kind: 'input' | 'output',
  name: string,
  shape: readonly number[],
  values: readonly ort.InferenceSession.ValueMetadata[],
): void {
  const found = values.find((value) => value.name === name);
  if (found === undefined) {
    const names = values.map((value) => value.name).join(', ');
    throw new ModelError(`model ${manifest.id} cannot be used: its weights have no ${kind} ${name}, but ${names}`);
  }
  if (!found.isTensor || found.type !== 'float32') {
    const type = found.isTensor ? found.type : 'no tensor';
    throw new ModelError(`model ${manifest.id} cannot be used: its ${kind} ${name} is ${type}, not float32`);
  }
  if (!fits(found.shape, shape)) {
    throw new ModelError(
      `model ${manifest.id} cannot be used: its ${kind} ${name} has the shape ${found.shape.join('x')}, and by its manifest it must be ${shape.join('x')}`,
    );
  }
}

function checkSession(manifest: PictureManifest, session: ort.InferenceSession): void {
  const names = outputsOf(manifest);
  const shapes = shapesOf(manifest);
  if (names.length !== shapes.length) {
    throw new ModelError(
      `model ${manifest.id} cannot be used: its manifest names ${names.length} outputs, and its decoder ${manifest.decoder.kind} reads ${shapes.length}`,
    );
  }
  checkValue(manifest, 'input', manifest.input.name, inputShape(manifest.input), session.inputMetadata);
  names.forEach((name, index) => {
    checkValue(manifest, 'output', name, shapes[index]!, session.outputMetadata);
  });
}

export async function openModel(idOrPath: string, options: ModelOptions = {}): Promise<OpenModel> {
  const { manifest, weightsPath } = loadPictureManifest(idOrPath, options);
  const { session, provider } = await openOnFirst(manifest.id, weightsPath, options.providers ?? ['cpu'], options.note);
  try {
    checkSession(manifest, session);
  } catch (error) {
    await session.release();
    throw error;
  }
  const { input } = manifest;
  const names = outputsOf(manifest);
  const lengths = shapesOf(manifest).map((shape) => shape.reduce((product, side) => product * side, 1));
  const runTensor = async (data: Float32Array): Promise<readonly Float32Array[]> => {
    const results = await session.run({ [input.name]: new ort.Tensor('float32', data, inputShape(input)) }, names);
    return names.map((name, index) => {
      const head = results[name]!.data as Float32Array;
      if (head.length === lengths[index]) return head;
      throw new ModelError(
        `model ${manifest.id} cannot be used: its output ${name} has ${head.length} numbers, and by its manifest it must have ${lengths[index]}`,
      );
    });
  };
  /** One more for each run that is under way beside another. */
  const makers: TensorMaker[] = [];
  return {
    manifest,
    provider,
    runTensor,
    async run(frame) {
      const make = makers.pop() ?? createTensorMaker(input);
      const { data, fit } = make(frame);
      const heads = await runTensor(data);
      makers.push(make);
      return { heads, fit };
    },
    close: () => session.release(),
  };
}
