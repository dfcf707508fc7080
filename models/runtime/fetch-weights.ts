/** Fetches a model's official weights and keeps them only if they are the ones that the manifest names. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelError, readManifest, sha256Of } from './manifest.ts';

export async function fetchWeights(idOrPath: string, folder: string, get: typeof fetch = fetch): Promise<string> {
  const manifest = readManifest(idOrPath);
  if (manifest.url === undefined) throw new ModelError(`model ${manifest.id} is trained here and has nothing to fetch`);
  let content: Uint8Array;
  try {
    const response = await get(manifest.url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    content = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new ModelError(`the weights of model ${manifest.id} cannot be fetched from ${manifest.url}`, { cause });
  }
  if (sha256Of(content) !== manifest.sha256) {
    throw new ModelError(
      `what ${manifest.url} sent is not the file that the manifest of ${manifest.id} names (sha256 differs)`,
    );
  }
  mkdirSync(folder, { recursive: true });
  const path = join(folder, manifest.file);
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
  return path;
}
