/** The test bench of rules: one job at a time in a worker thread, a short queue before it, the last results kept for a while. */
import { Worker } from 'node:worker_threads';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { BenchMessage, BenchRequest, BenchResult } from './bench-job.ts';

export type JobState =
  | { readonly state: 'waiting' | 'running'; readonly share: number; readonly observations: number }
  | { readonly state: 'done'; readonly result: BenchResult }
  | { readonly state: 'failed'; readonly message: string };

export interface RuleBench {
  /** Null when too many wait. `onDone` is told of a result before anybody can ask for it. */
  begin(request: BenchRequest, onDone?: (result: BenchResult) => Promise<void>): string | null;
  job(id: string): JobState | null;
  /** Resolves when the job is over. */
  wait(id: string): Promise<JobState>;
  stop(): Promise<void>;
}

export interface BenchListener {
  readonly onMessage: (message: BenchMessage) => void;
  readonly onError: (error: Error) => void;
  readonly onExit: (code: number) => void;
}
/** Starts a thread on a request; returns how to end it. Tests give their own. */
export type OpenWorker = (request: BenchRequest, listener: BenchListener) => () => Promise<unknown>;

const WAITING_MAX = 4;
const KEPT_MAX = 20;

export const openBenchWorker =
  (databaseUrl: string): OpenWorker =>
  (request, { onMessage, onError, onExit }) => {
    const file = new URL('./bench-worker.ts', import.meta.url);
    const worker = new Worker(file, { workerData: { databaseUrl, request } });
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    return () => worker.terminate();
  };

interface Job {
  readonly id: string;
  readonly request: BenchRequest;
  readonly onDone: (result: BenchResult) => Promise<void>;
  readonly over: PromiseWithResolvers<JobState>;
  state: JobState;
}

export function createRuleBench(deps: { readonly open: OpenWorker; readonly counts: ComponentCounts }): RuleBench {
  const jobs = new Map<string, Job>();
  const waiting: Job[] = [];
  let running: Job | null = null;
  let terminate: () => Promise<unknown> = async () => undefined;
  let made = 0;

  const end = (job: Job, state: JobState): void => {
    if (running !== job) return;
    running = null;
    job.state = state;
    job.over.resolve(state);
    if (state.state === 'failed') deps.counts.error();
    else deps.counts.sent();
    const next = waiting.shift();
    if (next) start(next);
  };

  const hear = async (job: Job, message: BenchMessage): Promise<void> => {
    if (message.say === 'progress') {
      job.state = { state: 'running', share: message.share, observations: message.observations };
    } else if (message.say === 'failed') end(job, { state: 'failed', message: message.message });
    else {
      await job.onDone(message.result);
      end(job, { state: 'done', result: message.result });
    }
  };

  function start(job: Job): void {
    running = job;
    job.state = { state: 'running', share: 0, observations: 0 };
    const onError = (error: Error) => end(job, { state: 'failed', message: `The test bench failed: ${error.message}` });
    terminate = deps.open(job.request, {
      onError,
      onMessage: (message) => void hear(job, message).catch(onError),
      onExit: (code) => code !== 0 && onError(new Error(`it ended with ${code}`)),
    });
  }

  return {
    begin: (request, onDone = async () => {}) => {
      deps.counts.received();
      if (waiting.length >= WAITING_MAX) {
        deps.counts.dropped('bench-queue');
        return null;
      }
      made += 1;
      const id = `job-${made}`;
      const over = Promise.withResolvers<JobState>();
      const job: Job = { id, request, onDone, over, state: { state: 'waiting', share: 0, observations: 0 } };
      jobs.set(id, job);
      for (const old of jobs.keys()) if (jobs.size > KEPT_MAX) jobs.delete(old);
      if (running) waiting.push(job);
      else start(job);
      return id;
    },
    job: (id) => jobs.get(id)?.state ?? null,
    wait: (id) => jobs.get(id)?.over.promise ?? Promise.resolve({ state: 'failed', message: `There is no job ${id}.` }),
    stop: async () => {
      waiting.length = 0;
      await terminate();
    },
  };
}
