import { createReadStream, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { OnBytes } from './source.ts';

export type AsyncIterableBytes = AsyncIterable<Buffer>;

const CHUNK_BYTES = 1024 * 1024;

const inMib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MiB`;

/** The size of a file, refused above the limit of its format with what to do about it. */
export function sizeWithin(path: string, bytesMax: number, advice: string): number {
  let found: Stats;
  try {
    found = statSync(path);
  } catch (cause) {
    throw new AppError('MAP_FILE', `${path} cannot be read.`, { cause });
  }
  if (found.size > bytesMax) {
    throw new AppError(
      'MAP_FILE_SIZE',
      `${basename(path)} has ${inMib(found.size)}, at most ${inMib(bytesMax)} of this format are read: ${advice}.`,
    );
  }
  if (found.size === 0) throw new AppError('MAP_FILE', `${basename(path)} is empty.`);
  return found.size;
}

/** The file in pieces of a mebibyte, each told to `onBytes`. */
export async function* bytesOf(path: string, totalBytes: number, onBytes: OnBytes): AsyncGenerator<Buffer> {
  let doneBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const bytes = chunk as Buffer;
    doneBytes += bytes.length;
    yield bytes;
    onBytes(doneBytes, totalBytes);
  }
}
