/**
 * One process per outbox folder. The owner is written down as pid plus the start time of that process, so that a pid
 * that was given to somebody else after a kill or a reboot does not keep the folder locked for ever.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { replaceFile } from './epoch.ts';

const held = new Set<string>();

/** Takes the folder, or throws AppError OUTBOX_IN_USE. The result gives it back. */
export function claimFolder(folder: string): () => void {
  const path = join(folder, 'owner');
  const owner = readOwner(path);
  const alive = owner !== null && owner.pid !== process.pid && isAlive(owner.pid, owner.started);
  if (alive || held.has(folder)) {
    const who = alive ? `process ${owner.pid}` : 'this process';
    throw new AppError('OUTBOX_IN_USE', `The outbox ${folder} is in use by ${who}; a device has one agent at a time.`);
  }
  held.add(folder);
  replaceFile(path, `${process.pid} ${startOf(process.pid) ?? '-'}`, false);
  return () => {
    held.delete(folder);
    rmSync(path, { force: true });
  };
}

function readOwner(path: string): { pid: number; started: string } | null {
  try {
    const [pid = '', started = '-'] = readFileSync(path, 'utf8').split(' ');
    return { pid: Number(pid), started };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

function isAlive(pid: number, started: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = startOf(pid);
  return now === null || started === '-' || now === started;
}

/**
 * Start time of a process in clock ticks since boot (field 22 of its stat line); null where there is no /proc.
 * `ended` for one that was killed and only waits for its parent to notice.
 */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
  } catch {
    return null;
  }
}
