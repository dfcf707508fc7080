/** Fits one group after the other; what waits is limited, and one group waits once. */
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { FitJob, FitResult, RunFit } from './fit-job.ts';

export interface Trainer {
  /** False when too many wait. The job is made when its turn comes, from what is known then. */
  queue(
    name: string,
    makeJob: () => FitJob | null,
    whenFitted: (job: FitJob, result: FitResult) => Promise<void>,
  ): boolean;
  isQueued(name: string): boolean;
  /** The fit under way with its share done, 0 to 1; null when none is. */
  current(): { readonly name: string; readonly done: number } | null;
  waiting(): number;
  /** Ends the fit under way and forgets what waits. */
  stop(): Promise<void>;
}

export interface TrainerDeps {
  readonly runFit: RunFit;
  readonly logger: Logger;
  readonly counts: ComponentCounts;
  readonly nowMs: () => number;
  /** What cannot be fitted yet, in a sentence. */
  readonly onRefused: (name: string, sentence: string) => void;
  readonly onFailure: (error: unknown) => void;
}

interface Queued {
  readonly name: string;
  readonly makeJob: () => FitJob | null;
  readonly whenFitted: (job: FitJob, result: FitResult) => Promise<void>;
}

/** Progress is logged in steps of this share. */
const LOGGED_SHARE = 0.25;

export function createTrainer(fitsMax: number, deps: TrainerDeps): Trainer {
  const { runFit, logger, counts, nowMs } = deps;
  const stopping = new AbortController();
  const queued: Queued[] = [];
  let current: { name: string; done: number } | null = null;
  let work: Promise<void> | null = null;

  const fit = async ({ name, makeJob, whenFitted }: Queued) => {
    current = { name, done: 0 };
    try {
      const job = makeJob();
      if (job === null) return;
      const beganMs = nowMs();
      logger.info({ fit: name, model: job.model, series: job.group.length }, 'a model is being fitted');
      const onProgress = (done: number) => {
        const before = current?.done ?? 0;
        if (Math.floor(done / LOGGED_SHARE) > Math.floor(before / LOGGED_SHARE))
          logger.info({ fit: name, done }, 'fitting');
        current = { name, done };
      };
      const result = await runFit(job, { signal: stopping.signal, onProgress });
      if (stopping.signal.aborted) return;
      await whenFitted(job, result);
      counts.sent();
      logger.info({ fit: name, model: job.model, tookMs: Math.round(nowMs() - beganMs) }, 'a model is fitted');
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (!(error instanceof AppError)) throw error;
      counts.error();
      logger.warn({ fit: name, code: error.code }, error.message);
      deps.onRefused(name, error.message);
    } finally {
      current = null;
    }
  };
  const drain = async () => {
    for (let next = queued.shift(); next && !stopping.signal.aborted; next = queued.shift()) await fit(next);
    work = null;
  };

  return {
    queue: (name, makeJob, whenFitted) => {
      if (stopping.signal.aborted || queued.some((one) => one.name === name) || current?.name === name) return true;
      if (queued.length >= fitsMax) {
        counts.dropped('fits-limit');
        return false;
      }
      counts.received();
      queued.push({ name, makeJob, whenFitted });
      work ??= drain().catch(deps.onFailure);
      return true;
    },
    isQueued: (name) => current?.name === name || queued.some((one) => one.name === name),
    current: () => current,
    waiting: () => queued.length,
    stop: async () => {
      stopping.abort();
      queued.length = 0;
      await work;
    },
  };
}
