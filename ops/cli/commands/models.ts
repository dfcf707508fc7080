/** The models under models/: which there are, their weights, and whether they can be used. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue, type ModelEntry, verifyModel } from '@chengyun/models/runtime/catalogue.ts';
import { fetchWeights } from '@chengyun/models/runtime/fetch-weights.ts';
import { manifestPath, modelIds, readManifest } from '@chengyun/models/runtime/manifest.ts';
import type { ModelManifest } from '@chengyun/models/runtime/manifest-types.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';
import { modelsBench } from './models-bench.ts';
import { modelsEval } from './models-eval.ts';
import { MODEL_OPTIONS, modelOf, providersOf, weightsDirOf } from './models-options.ts';

const WEIGHTS_WORDS = { there: 'there', absent: 'not fetched', other: 'another file' } as const;

const sizeOf = ({ bytes }: ModelManifest): string =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** The figures that are one number; what is nested stands in the model's card. */
const figuresOf = ({ figures }: ModelManifest): string =>
  Object.entries(figures)
    .filter(([, figure]) => typeof figure === 'number')
    .map(([key, figure]) => `${key} ${String(figure)}`)
    .join(', ');

const forMachines = ({ name, manifest, weights, weightsPath, fault }: ModelEntry): object => {
  if (manifest === null) return { id: name, fault };
  const { id, task, licence, source, bytes, sha256, classes, figures } = manifest;
  return { id, task, licence, source, bytes, sha256, classes, weights, weightsPath, fault, figures };
};

const modelsList: Command = {
  name: 'models list',
  usage: '',
  summary: 'the models that ship: task, licence, size, weights there or not, figures',
  options: { weights: MODEL_OPTIONS.weights },
  async run({ options, print, json }) {
    const entries = catalogue(weightsDirOf(options));
    for (const { name, manifest, weights, fault } of entries) {
      if (manifest === null) {
        print(`${name.padEnd(16)} ${fault}`);
        continue;
      }
      const { task, licence, source } = manifest;
      print(
        `${name.padEnd(16)} ${task.padEnd(13)} ${licence.padEnd(12)} ${sizeOf(manifest).padStart(7)}  ${WEIGHTS_WORDS[weights]}`,
      );
      print(`                 ${source}`);
      const figures = figuresOf(manifest);
      if (figures !== '') print(`                 ${figures}`);
    }
    json({ models: entries.map(forMachines) });
    return EXIT.ok;
  },
};

const PROGRESS_STEP = 0.25;

/** CHENGYUN_MODELS_DIR where it holds the file; else the network is asked. */
function folderWith(file: string): string | undefined {
  const folder = process.env.CHENGYUN_MODELS_DIR;
  return folder !== undefined && existsSync(join(folder, file)) ? folder : undefined;
}

const modelsFetch: Command = {
  name: 'models fetch',
  usage: '<model>',
  summary: "bring a model's official weights here, checked by size and sha256",
  options: {
    from: {
      type: 'string',
      value: 'folder|file',
      summary: 'take them from there, without a network (CHENGYUN_MODELS_DIR)',
    },
    to: { type: 'string', value: 'folder', summary: 'where to put them (beside the manifest)' },
  },
  async run({ args, options, print, json, note }) {
    const name = modelOf(args, 'fetch');
    const manifest = readManifest(name);
    const { id, licence, source, url } = manifest;
    // Before anything is brought here: whose it is and what may be done with it.
    note(`${id}: ${licence}. ${source}${url === undefined ? '' : `, ${url}`}`);
    let told = 0;
    const { path, isNew } = await fetchWeights(name, {
      folder: typeof options.to === 'string' ? options.to : dirname(manifestPath(name)),
      from: typeof options.from === 'string' ? options.from : folderWith(manifest.file),
      onProgress: (bytes, ofBytes) => {
        if (bytes / ofBytes < told + PROGRESS_STEP && bytes < ofBytes) return;
        told = bytes / ofBytes;
        note(`  ${Math.round(told * 100)} % of ${sizeOf(manifest)}`);
      },
    });
    print(isNew ? `${path} is the file that the manifest names.` : `${path} was there already.`);
    json({ id, path, isNew, licence, source, bytes: manifest.bytes, sha256: manifest.sha256 });
    return EXIT.ok;
  },
};

const modelsVerify: Command = {
  name: 'models verify',
  usage: '[<model>...]',
  summary: 'check manifests, sums, inputs and outputs, and run each model once',
  options: MODEL_OPTIONS,
  async run({ args, options, print, json, note }: CommandContext) {
    const isNamed = args.length > 0;
    const entries: ModelEntry[] = [];
    for (const name of isNamed ? args : modelIds()) {
      const entry = await verifyModel(name, {
        weightsDir: weightsDirOf(options),
        providers: providersOf(options),
        note,
      });
      // Weights that were never fetched are no fault, unless one asks for that very model.
      const isMissed = isNamed && entry.fault === null && entry.weights === 'absent';
      const fault = isMissed
        ? `model ${name} lacks its weights: run \`npx chengyun models fetch ${name}\``
        : entry.fault;
      entries.push({ ...entry, fault });
      print(`${name.padEnd(16)} ${fault ?? (entry.weights === 'absent' ? 'not fetched' : 'sound')}`);
    }
    const isSound = entries.every(({ fault }) => fault === null);
    json({ isSound, models: entries.map(forMachines) });
    return isSound ? EXIT.ok : EXIT.no;
  },
};

/** In the order of the help. */
export const MODELS: readonly Command[] = [modelsList, modelsFetch, modelsVerify, modelsEval, modelsBench];
