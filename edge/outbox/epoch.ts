/** Epochs: a counter kept on disk plus 64 random bits, so that neither a reset clock nor a copied disk repeats one. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const COUNTER_FILE = 'epoch-counter';

/** Counter of an epoch, for ordering the epochs of one device by age. */
export function counterOfEpoch(epoch: string): number {
  return Number.parseInt(epoch, 10);
}

/**
 * Takes the next epoch of the folder. The counter is durable before the epoch is used. A lost or unreadable counter
 * continues after `newestKnown`, the highest counter among the segments found; the random bits tell the rest apart.
 */
export function takeEpoch(folder: string, hex64: () => string, newestKnown: number): string {
  const counter = Math.max(readCounter(folder), newestKnown) + 1;
  replaceFile(join(folder, COUNTER_FILE), String(counter), true);
  syncFolder(folder);
  return `${counter}-${hex64()}`;
}

function readCounter(folder: string): number {
  try {
    const counter = Number.parseInt(readFileSync(join(folder, COUNTER_FILE), 'utf8'), 10);
    return Number.isSafeInteger(counter) && counter > 0 ? counter : 0;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw cause;
  }
}

/** Puts a whole new content in place of a file; a reader sees the old or the new one, never a mixture. */
export function replaceFile(path: string, text: string, durable: boolean): void {
  const fresh = `${path}.new`;
  const handle = openSync(fresh, 'w', 0o600);
  try {
    writeSync(handle, text);
    if (durable) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, path);
}

/** Makes created, renamed and removed names of a folder survive a power cut. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
