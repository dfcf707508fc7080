/** The last good configuration on disk: written whole or not at all, so that a restart goes on with what was in force. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile, syncFolder } from '../../outbox/epoch.ts';
import type { CheckedConfig, ToldConfig } from './check-told.ts';

/** Null when there is none. A file that cannot be used is said to `warn` and left where it is. */
export function readKeptConfig<Config extends ToldConfig>(
  path: string,
  check: (text: string) => CheckedConfig<Config>,
  warn: (sentence: string) => void,
): Config | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') warn(`The kept configuration ${path} cannot be read: ${message}.`);
    return null;
  }
  const checked = check(text);
  if (checked.ok) return checked.config;
  warn(`The kept configuration ${path} is not used: ${checked.reason}`);
  return null;
}

/** Returns when it would survive a power cut. Throws what the disk says. */
export function keepConfig(path: string, config: ToldConfig): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(path, `${JSON.stringify(config)}\n`, true);
  syncFolder(folder);
}
