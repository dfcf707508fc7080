/** A thread that fits one model and ends. It takes what the processor leaves over. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '@chengyun/platform/service/service.ts';
import { createRunFit, type FitJob, type FitResult } from './fit-job.ts';
import { modelsById, PLANS } from './plans.ts';

export type FitMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'fitted'; readonly result: FitResult }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Low, and not the lowest: on a busy machine that would never end. */
const LOW_PRIORITY = 10;
const say = (message: FitMessage) => parentPort?.postMessage(message);

// On Linux priorities are those of threads, and 0 is the one that asks.
if (process.platform === 'linux') setPriority(0, LOW_PRIORITY);
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
