/**
 * What a killed launcher leaves behind: a postmaster that still runs, or its lock file. `postmaster.pid` says in its
 * lines: 1 pid, 2 data folder, 3 start time, 4 port, 8 state.
 */
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../service/logger.ts';
import { AppError } from '../service/service.ts';

const STOP_POLLS_MAX = 400;
const POLL_MS = 50;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export interface PostmasterFile {
  readonly pid: number;
  readonly state: string;
}

/** Null when there is no server and none was left. */
export async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), state: (lines[7] ?? '').trim() };
}

/** Whether that process works in the cluster's folder; where the system does not tell, a living pid is believed. */
async function worksIn(pid: number, clusterDir: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return cwd !== null && cwd === (await realpath(clusterDir));
}

/**
 * Stops a leftover server of this cluster and removes a stale lock file. Throws AppError DATA_IN_USE when the launcher
 * that started the server is alive: then it is not a leftover.
 */
export async function clearLeftover(clusterDir: string, ownerFile: string, logger: Logger): Promise<void> {
  const left = await readPostmasterFile(clusterDir);
  if (left === null) return;
  if (!(left.pid > 0 && isAlive(left.pid) && (await worksIn(left.pid, clusterDir)))) {
    await rm(join(clusterDir, 'postmaster.pid'), { force: true });
    return;
  }
  const owner = Number(await readFile(ownerFile, 'utf8').catch(() => '0'));
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new AppError('DATA_IN_USE', `The database in ${clusterDir} is in use by the running process ${owner}.`);
  }
  logger.info({ pid: left.pid }, 'stopping the PostgreSQL server that an earlier run left behind');
  process.kill(left.pid, 'SIGINT');
  for (let poll = 0; poll < STOP_POLLS_MAX; poll++) {
    if (!isAlive(left.pid)) return;
    await sleep(POLL_MS);
    if (poll === STOP_POLLS_MAX / 2) process.kill(left.pid, 'SIGQUIT');
  }
  throw new AppError('DATA_IN_USE', `The leftover PostgreSQL server ${left.pid} on ${clusterDir} does not stop.`);
}
