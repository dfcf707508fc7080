import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltChunks } from './build-chunks.ts';
import { type ChunkIndex, chunkFolder, chunkIndexName } from './chunk-index.ts';

const filesOf = (index: ChunkIndex): string[] => [
  index.featureFile,
  index.treeFile,
  ...index.chunks.map(({ file }) => file),
];

export function readChunkIndex(folder: string): ChunkIndex | null {
  const path = join(folder, chunkFolder, chunkIndexName);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ChunkIndex) : null;
}

/**
 * Puts chunks beside a map. Files are named by what they hold, so new ones lie
 * beside the old until the index is renamed over; a page that reads the old
 * index still finds its files, those of the build before that are removed.
 */
export function writeChunks(folder: string, { index, files }: BuiltChunks): void {
  const place = join(folder, chunkFolder);
  const before = readChunkIndex(folder);
  mkdirSync(place, { recursive: true });
  for (const [name, bytes] of files) {
    if (!existsSync(join(place, name))) writeFileSync(join(place, name), bytes);
  }
  const path = join(place, chunkIndexName);
  writeFileSync(`${path}.part`, JSON.stringify(index));
  renameSync(`${path}.part`, path);
  const kept = new Set([chunkIndexName, ...filesOf(index), ...(before ? filesOf(before) : [])]);
  for (const name of readdirSync(place)) if (!kept.has(name)) rmSync(join(place, name));
}
