import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from '@chengyun/ops/root.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

/** Runs a load generator in a process of its own. Throws AppError LOAD with what it said when it failed. */
export async function runLoad(plan: LoadPlan, signal: AbortSignal): Promise<LoadResult> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'bench/load/main.ts')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(plan));
  const [said, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code !== 0) throw new AppError('LOAD', `The load generator failed: ${complaint.trim() || `exit code ${code}`}.`);
  return JSON.parse(said) as LoadResult;
}
