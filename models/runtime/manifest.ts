/**
 * Finds a model's manifest and its weights, and refuses weights that are not the ones the manifest names. Errors are
 * one sentence that says how to get the file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelManifest, PictureManifest } from './manifest-types.ts';
import { ModelError } from './model-error.ts';
import { parseManifest } from './parse-manifest.ts';

const MODELS_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..');

export interface LoadedManifest<M extends ModelManifest = ModelManifest> {
  readonly manifest: M;
  readonly weightsPath: string;
}

export interface ManifestOptions {
  /** A folder that holds the weights, or the weights file itself; else they must lie beside the manifest. */
  readonly weightsDir?: string | undefined;
}

/** Of a model's id, or of a path that ends in `.json`. */
export const manifestPath = (idOrPath: string): string =>
  idOrPath.endsWith('.json') ? resolve(idOrPath) : join(MODELS_FOLDER, idOrPath, 'model.json');

/** Ids of the models that ship: every folder with a manifest. */
export const modelIds = (): readonly string[] =>
  readdirSync(MODELS_FOLDER)
    .filter((name) => existsSync(join(MODELS_FOLDER, name, 'model.json')))
    .sort();

/** The manifest alone, without looking for weights. */
export function readManifest(idOrPath: string): ModelManifest {
  const path = manifestPath(idOrPath);
  if (!existsSync(path)) throw new ModelError(`model ${idOrPath} is unknown: there is no ${path}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ModelError(`the manifest ${path} is not JSON`, { cause });
  }
  try {
    return parseManifest(value);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new ModelError(`model ${idOrPath} cannot be used: in ${path} ${cause.message}`, { cause });
  }
}

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Where the weights lie, or null. Their sum is not looked at. */
export function findWeights(idOrPath: string, manifest: ModelManifest, weightsDir?: string): string | null {
  const candidates = [join(dirname(manifestPath(idOrPath)), manifest.file)];
  if (weightsDir !== undefined) {
    const isFile = existsSync(weightsDir) && statSync(weightsDir).isFile();
    candidates.unshift(isFile ? weightsDir : join(weightsDir, manifest.file));
  }
  return candidates.find((path) => existsSync(path)) ?? null;
}

export function loadManifest(idOrPath: string, { weightsDir }: ManifestOptions = {}): LoadedManifest {
  const manifest = readManifest(idOrPath);
  const weightsPath = findWeights(idOrPath, manifest, weightsDir);
  if (weightsPath === null) {
    const how =
      manifest.url === undefined
        ? 'train it as models/README.md says'
        : `run \`npx chengyun models fetch ${manifest.id}\`, or name a folder that holds it (--weights, CHENGYUN_MODELS_DIR)`;
    throw new ModelError(`model ${manifest.id} lacks its weights ${manifest.file}: ${how}`);
  }
  const found = sha256Of(readFileSync(weightsPath));
  if (found !== manifest.sha256) {
    throw new ModelError(
      `the weights ${weightsPath} are not those of model ${manifest.id}: sha256 is ${found.slice(0, 12)}…, the manifest says ${manifest.sha256.slice(0, 12)}…`,
    );
  }
  return { manifest, weightsPath };
}

/** The same for a model that looks at pictures; any other is refused. */
export function loadPictureManifest(idOrPath: string, options: ManifestOptions = {}): LoadedManifest<PictureManifest> {
  const { manifest, weightsPath } = loadManifest(idOrPath, options);
  if (manifest.task === 'detect' || manifest.task === 'classify') return { manifest, weightsPath };
  throw new ModelError(`model ${manifest.id} looks at no pictures: its task is ${manifest.task}`);
}
