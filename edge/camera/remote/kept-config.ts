/** The last good configuration on disk: written whole or not at all, so that a restart goes on with what was in force. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CameraConfig } from '@chengyun/contracts';
import { checkConfig } from './check-config.ts';

/** Null when there is none. A file that cannot be used is said to `warn` and left where it is. */
export function readKeptConfig(path: string, device: string, warn: (sentence: string) => void): CameraConfig | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') warn(`The kept configuration ${path} cannot be read: ${message}.`);
    return null;
  }
  const checked = checkConfig(text, device, null);
  if (checked.ok) return checked.config;
  warn(`The kept configuration ${path} is not used: ${checked.reason}`);
  return null;
}

/** Returns when it would survive a power cut. Throws what the disk says. */
export function keepConfig(path: string, config: CameraConfig): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(config)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
