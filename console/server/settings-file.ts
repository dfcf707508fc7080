/**
 * A settings file of the data folder that is read again when it changes. What is wrong with a new text is said in the
 * log, and what was read before stays; what is taken stands in the audit trail with the digest of its text, also when it
 * was changed while the console did not run.
 */
import { createHash } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { appendAudit } from './audit/audit.ts';

export interface SettingsFile<Value> extends Service {
  /** Reads it. Rejects with the reader's AppError when it is wrong. */
  start(): Promise<void>;
  /** What was last read and right; before the start, what holds without the file. */
  current(): Value;
}

export interface SettingsFileConfig<Value> {
  readonly dataDir: string;
  /** Name of the file; it need not exist. */
  readonly name: string;
  readonly without: Value;
  /** Throws AppError with one sentence that names the file and the field. */
  readonly read: (dataDir: string) => Promise<Value>;
  readonly lookEveryMs?: number;
}

export interface SettingsFileDeps {
  readonly store: Store;
  readonly logger: Logger;
  readonly counts: ComponentCounts;
}

const LOOK_EVERY_MS = 2000;
const ACTION = 'settings.take';

export function createSettingsFile<Value>(
  config: SettingsFileConfig<Value>,
  { store, logger, counts }: SettingsFileDeps,
): SettingsFile<Value> {
  const { dataDir, name, read, lookEveryMs = LOOK_EVERY_MS } = config;
  const path = join(dataDir, name);
  let value = config.without;
  let reading: Promise<void> = Promise.resolve();

  const take = async (): Promise<void> => {
    const text = await readFile(path).catch(() => null);
    value = await read(dataDir);
    const sha256 = text && createHash('sha256').update(text).digest('hex');
    if (sha256 !== (await lastTaken(store, name))) {
      await appendAudit(store, { actor: 'data-folder', action: ACTION, subject: name, details: { sha256 } });
    }
  };
  const takeAgain = async (): Promise<void> => {
    try {
      await take();
      counts.received();
      logger.info({ file: name }, 'a settings file was read again');
    } catch (error) {
      counts.error();
      logger.warn({ why: (error as Error).message }, 'a settings file was not taken; what was read before stays');
    }
  };
  const onChange = (): void => {
    reading = reading.then(takeAgain);
  };

  return {
    current: () => value,
    async start() {
      await take();
      watchFile(path, { interval: lookEveryMs, persistent: false }, onChange);
    },
    async stop() {
      unwatchFile(path, onChange);
      await reading;
    },
  };
}

/** Digest of the text that was last taken; null when there was none, or no file. */
async function lastTaken(store: Store, name: string): Promise<string | null> {
  const { rows } = await store.query<{ sha256: string | null }>(
    `SELECT body->'details'->>'sha256' AS sha256 FROM audit WHERE action = $1 AND subject = $2 ORDER BY n DESC LIMIT 1`,
    [ACTION, name],
  );
  return rows[0]?.sha256 ?? null;
}
