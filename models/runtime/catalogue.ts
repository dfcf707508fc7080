/** The models that ship: what each is, whether its weights are there, and whether it can be used. */
import { readFileSync } from 'node:fs';
import { findWeights, modelIds, readManifest, sha256Of } from './manifest.ts';
import type { ModelManifest } from './manifest-types.ts';
import { ModelError } from './model-error.ts';
import type { ModelOptions } from './open-model.ts';
import { selfTestModel } from './self-test.ts';

export interface ModelEntry {
  /** As it was asked for: an id or the path of a manifest. */
  readonly name: string;
  /** Null when it cannot be read. */
  readonly manifest: ModelManifest | null;
  /** `other`: a file of that name with another sum. */
  readonly weights: 'there' | 'absent' | 'other';
  readonly weightsPath: string | null;
  /** One sentence; null when manifest and weights are in order or the weights are merely absent. */
  readonly fault: string | null;
}

/** Looks at manifest and weights, and runs nothing. Only ModelError becomes a fault: anything else is a bug. */
export function lookAt(name: string, weightsDir?: string): ModelEntry {
  let manifest: ModelManifest;
  try {
    manifest = readManifest(name);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { name, manifest: null, weights: 'absent', weightsPath: null, fault: error.message };
  }
  const weightsPath = findWeights(name, manifest, weightsDir);
  if (weightsPath === null) return { name, manifest, weights: 'absent', weightsPath, fault: null };
  if (sha256Of(readFileSync(weightsPath)) === manifest.sha256) {
    return { name, manifest, weights: 'there', weightsPath, fault: null };
  }
  const fault = `the weights ${weightsPath} are not those of model ${manifest.id}: their sha256 differs`;
  return { name, manifest, weights: 'other', weightsPath, fault };
}

export const catalogue = (weightsDir?: string): readonly ModelEntry[] => modelIds().map((id) => lookAt(id, weightsDir));

/** The same, and the self-test where the weights are there. */
export async function verifyModel(name: string, options: ModelOptions = {}): Promise<ModelEntry> {
  const entry = lookAt(name, options.weightsDir);
  if (entry.fault !== null || entry.weights !== 'there') return entry;
  try {
    await selfTestModel(name, options);
    return entry;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...entry, fault: error.message };
  }
}
