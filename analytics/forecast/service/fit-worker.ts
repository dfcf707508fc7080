/** A thread that fits one model and ends. It takes what the processor leaves over. */
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '@chengyun/platform/service/service.ts';
import { createRunFit, type FitJob, type FitResult } from './fit-job.ts';
import { modelsById, PLANS } from './plans.ts';

export type FitMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'fitted'; readonly result: FitResult }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/**
 * By how much it stands back behind the process that it serves: about a third of the processor's time where both want all
 * of it. Much lower it would starve on a busy machine, and a forecast that comes after the storm is none.
 */
const STANDS_BACK_BY = 5;
const LOWEST_PRIORITY = 19;
const say = (message: FitMessage) => parentPort?.postMessage(message);

// On Linux priorities are those of threads, and 0 is the one that asks.
if (process.platform === 'linux') setPriority(0, Math.min(LOWEST_PRIORITY, getPriority(0) + STANDS_BACK_BY));
const stopping = new AbortController();
parentPort?.once('message', () => stopping.abort());
try {
  const onProgress = (done: number) => say({ kind: 'progress', done });
  const result = await createRunFit(modelsById(PLANS))(workerData as FitJob, { signal: stopping.signal, onProgress });
  say({ kind: 'fitted', result });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  say({ kind: 'refused', code: error.code, message: error.message });
} finally {
  parentPort?.close();
}
