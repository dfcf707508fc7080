/**
 * Finds a detector's manifest and its weights, and refuses weights that are not the ones the manifest names. Errors
 * are one sentence that says how to get the file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DETECTION_CLASSES, type DetectorManifest } from './manifest-types.ts';

const MODELS_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..');

export class ModelError extends Error {
  override readonly name = 'ModelError';
}

export interface LoadedManifest {
  readonly manifest: DetectorManifest;
  readonly weightsPath: string;
}

export interface ManifestOptions {
  /** A folder that holds the weights, or the weights file itself; else they must lie beside the manifest. */
  readonly weightsDir?: string | undefined;
}

function manifestPath(idOrPath: string): string {
  if (idOrPath.endsWith('.json')) return isAbsolute(idOrPath) ? idOrPath : join(process.cwd(), idOrPath);
  return join(MODELS_FOLDER, idOrPath, 'model.json');
}

/** Why the value is not a manifest, or null when it is one. Checks what the runtime leans on. */
export function manifestFault(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'it is not an object';
  const manifest = value as Partial<DetectorManifest>;
  for (const key of ['id', 'file', 'sha256', 'licence', 'source', 'output'] as const) {
    if (typeof manifest[key] !== 'string') return `${key} is missing`;
  }
  if (manifest.task !== 'detect') return 'task is not "detect"';
  const { input, decoder, classes, classMap } = manifest;
  if (input === undefined || !(input.width > 0) || !(input.height > 0)) return 'input has no size';
  if (input.resize !== 'letterbox' && input.resize !== 'stretch')
    return 'input.resize is neither letterbox nor stretch';
  if (input.colour !== 'RGB' && input.colour !== 'BGR') return 'input.colour is neither RGB nor BGR';
  if (decoder?.kind !== 'heatmap' && decoder?.kind !== 'yolox') return 'decoder.kind is neither heatmap nor yolox';
  if (!Array.isArray(classes) || classMap === undefined) return 'classes or classMap is missing';
  for (const [from, to] of Object.entries(classMap)) {
    if (!classes.includes(from)) return `classMap names ${from}, which is not in classes`;
    if (!DETECTION_CLASSES.includes(to)) return `classMap leads to ${String(to)}, which is not a class of ours`;
  }
  if (!(manifest.threshold! > 0) || !(manifest.nmsIou! > 0)) return 'threshold or nmsIou is missing';
  return null;
}

/** The manifest alone, without looking for weights. */
export function readManifest(idOrPath: string): DetectorManifest {
  const path = manifestPath(idOrPath);
  if (!existsSync(path)) throw new ModelError(`model ${idOrPath} is unknown: there is no ${path}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ModelError(`the manifest ${path} is not JSON`, { cause });
  }
  const fault = manifestFault(value);
  if (fault !== null) throw new ModelError(`the manifest ${path} cannot be used: ${fault}`);
  return value as DetectorManifest;
}

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

export function loadManifest(idOrPath: string, { weightsDir }: ManifestOptions = {}): LoadedManifest {
  const manifest = readManifest(idOrPath);
  const candidates = [join(dirname(manifestPath(idOrPath)), manifest.file)];
  if (weightsDir !== undefined) {
    const isFile = existsSync(weightsDir) && statSync(weightsDir).isFile();
    candidates.unshift(isFile ? weightsDir : join(weightsDir, manifest.file));
  }
  const weightsPath = candidates.find((path) => existsSync(path));
  if (weightsPath === undefined) {
    const how =
      manifest.url === undefined
        ? 'train it as models/README.md says'
        : `run \`node models/main.ts fetch ${manifest.id}\`, or name a folder that holds it (--weights, CHENGYUN_MODELS_DIR)`;
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
