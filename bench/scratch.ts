/** A folder for the time of one benchmark, and PostgreSQL's clusters that were begun below it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster } from '@chengyun/platform/postgres/embedded.ts';

export interface Scratch {
  /** A new folder for the data of an installation. */
  dataDir(name: string): string;
  /** Any other path below the folder. */
  path(name: string): string;
  /** Everything must have been stopped. */
  remove(): Promise<void>;
}

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'chengyun-bench-'));
  const dataDirs: string[] = [];
  const path = (name: string) => join(folder, name);
  return {
    path,
    dataDir: (name) => {
      mkdirSync(path(name));
      dataDirs.push(path(name));
      return path(name);
    },
    remove: async () => {
      for (const one of dataDirs) await removeCluster(one);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The environment without a database of somebody else: a benchmark writes to its own only. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _shared, CHENGYUN_DATABASE_URL: _given, ...env } = process.env;
  return env;
}
