/** Fits in a thread of its own, so that predicting goes on meanwhile and the memory of training goes with the thread. */
import { Worker } from 'node:worker_threads';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { RunFit } from './fit-job.ts';
import type { FitMessage } from './fit-worker.ts';

const HEAP_MB_MAX = 512;

export const runFitInWorker: RunFit = (job, { signal, onProgress }) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fit-worker.ts', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    const stop = () => void worker.terminate();
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (message: FitMessage) => {
      if (message.kind === 'progress') onProgress(message.done);
      if (message.kind === 'fitted') resolve(message.result);
      if (message.kind === 'refused') reject(new AppError(message.code, message.message));
    });
    worker.on('error', reject);
    // After an answer this changes nothing.
    worker.on('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new AppError('FIT_ENDED', `The fit of ${job.name} ended without a result.`, { retryable: true }));
    });
  });
