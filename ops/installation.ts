/** Where one installation keeps its things, and what is running in it. Everything lies in one folder (`--data-dir`). */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_BASE_PORT, portOf } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { createStore, type Store } from '@chengyun/platform/store/store.ts';

export const DEFAULT_DATA_DIR = '.chengyun';

/** Written by `up` while it runs, mode 0600, so that the other commands find the city. */
export interface RunningInstallation {
  readonly pid: number;
  readonly basePort: number;
  readonly databaseUrl: string;
}

const BASE_PORT_MAX = 65_000;

export function dataDirOf(option: string | boolean | undefined): string {
  return resolve(typeof option === 'string' ? option : DEFAULT_DATA_DIR);
}

/** Throws AppError CONFIG that names the option. */
export function basePortOf(option: string | boolean | undefined): number {
  if (typeof option !== 'string') return DEFAULT_BASE_PORT;
  const port = Number(option);
  if (!Number.isInteger(port) || port < 1024 || port > BASE_PORT_MAX) {
    throw new AppError('CONFIG', `--port must be a whole number from 1024 to ${BASE_PORT_MAX}, not "${option}".`);
  }
  return port;
}

const fileOf = (dataDir: string) => join(dataDir, 'running.json');

export function writeRunning(dataDir: string, running: RunningInstallation): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(fileOf(dataDir), `${JSON.stringify(running)}\n`, { mode: 0o600 });
}

export function removeRunning(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** The city that runs in this folder, or null when none does. */
export function findRunning(dataDir: string): RunningInstallation | null {
  try {
    const running = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as RunningInstallation;
    process.kill(running.pid, 0);
    return running;
  } catch {
    return null;
  }
}

/**
 * The same, for commands that cannot do without. In a container no launcher runs; there the environment of the service
 * says where the database is.
 */
export function requireRunning(dataDir: string): RunningInstallation {
  const running = findRunning(dataDir);
  if (running !== null) return running;
  const databaseUrl = process.env.CHENGYUN_DATABASE_URL;
  if (databaseUrl) return { pid: process.pid, basePort: basePortOf(process.env.CHENGYUN_BASE_PORT), databaseUrl };
  throw new AppError('NOT_RUNNING', `No city runs in ${dataDir}; start one with "npm start" or name its --data-dir.`);
}

export function consoleUrlOf(basePort: number): string {
  return `http://127.0.0.1:${portOf('console', basePort)}`;
}

export function mqttUrlOf(basePort: number): string {
  return `mqtt://127.0.0.1:${portOf('mqtt', basePort)}`;
}

/** Opens the store of the running city for the time of one piece of work. */
export async function withStore<T>(
  dataDir: string,
  work: (store: Store, running: RunningInstallation) => Promise<T>,
): Promise<T> {
  const running = requireRunning(dataDir);
  const store = await createStore({ databaseUrl: running.databaseUrl, poolMax: 2, clock: systemClock, waitMs: 5_000 });
  try {
    return await work(store, running);
  } finally {
    await store.close();
  }
}
