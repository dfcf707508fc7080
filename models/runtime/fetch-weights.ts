/**
 * Brings a model's weights to where the runtime looks for them, from their official address or, without a network, from
 * a folder. Size and sha256 must be those of the manifest. Until they are, the file is called `.part` and it is removed
 * on any failure, so that half a file never stands where weights are looked for.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, sha256Of } from './manifest.ts';
import type { ModelManifest } from './manifest-types.ts';
import { ModelError } from './model-error.ts';

export interface FetchOptions {
  /** Where the file shall lie. */
  readonly folder: string;
  /** A folder that holds the weights, or the file itself, instead of the network. */
  readonly from?: string | undefined;
  readonly get?: typeof fetch | undefined;
  readonly onProgress?: ((bytes: number, ofBytes: number) => void) | undefined;
}

export interface Fetched {
  readonly path: string;
  /** False when the right file was there already. */
  readonly isNew: boolean;
}

const TIMEOUT_MS = 600_000;

async function bodyFrom(manifest: ModelManifest, url: string, get: typeof fetch): Promise<AsyncIterable<Uint8Array>> {
  const cannot = (cause: unknown, why: string): ModelError =>
    new ModelError(`the weights of model ${manifest.id} cannot be fetched from ${url}: ${why}`, { cause });
  let response: Response;
  try {
    response = await get(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const { cause, message } = error as Error;
    throw cannot(error, cause instanceof Error ? cause.message : message);
  }
  if (!response.ok || response.body === null) throw cannot(undefined, `the server answered ${response.status}`);
  return response.body;
}

function sourceOf(manifest: ModelManifest, { from, get = fetch }: FetchOptions) {
  if (from !== undefined) {
    const isFolder = existsSync(from) && statSync(from).isDirectory();
    const file = isFolder ? join(from, manifest.file) : from;
    if (!existsSync(file)) throw new ModelError(`the weights of model ${manifest.id} are not in ${file}`);
    return { name: file, read: async (): Promise<AsyncIterable<Uint8Array>> => createReadStream(file) };
  }
  const { url } = manifest;
  if (url === undefined) throw new ModelError(`model ${manifest.id} is trained here and has nothing to fetch`);
  return { name: url, read: () => bodyFrom(manifest, url, get) };
}

/** Throws ModelError with one sentence; nothing is changed then. */
export async function fetchWeights(idOrPath: string, options: FetchOptions): Promise<Fetched> {
  const manifest = readManifest(idOrPath);
  const { id, file, sha256, bytes } = manifest;
  const path = join(options.folder, file);
  if (existsSync(path) && sha256Of(readFileSync(path)) === sha256) return { path, isNew: false };
  const { name, read } = sourceOf(manifest, options);
  const body = await read();
  mkdirSync(options.folder, { recursive: true });
  const part = `${path}.part`;
  const handle = await open(part, 'w');
  try {
    const sum = createHash('sha256');
    let count = 0;
    try {
      for await (const chunk of body) {
        count += chunk.length;
        if (count > bytes) break;
        sum.update(chunk);
        await handle.writeFile(chunk);
        options.onProgress?.(count, bytes);
      }
    } catch (cause) {
      const why = (cause as Error).message;
      throw new ModelError(`the weights of model ${id} broke off at ${count} of ${bytes} bytes: ${why}`, { cause });
    }
    if (count !== bytes) {
      const found = count > bytes ? 'more' : `${count}`;
      throw new ModelError(
        `${name} is not the file that the manifest of ${id} names: it has ${found} bytes, not ${bytes}`,
      );
    }
    const found = sum.digest('hex');
    if (found !== sha256) {
      throw new ModelError(
        `${name} is not the file that the manifest of ${id} names: sha256 is ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}…`,
      );
    }
    await handle.sync();
    await handle.close();
    renameSync(part, path);
  } finally {
    await handle.close();
    rmSync(part, { force: true });
  }
  return { path, isNew: true };
}
