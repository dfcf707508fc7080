/** One thread that judges frames, as the rest of the agent sees it: a question at a time, and its answer. */
import { Worker } from 'node:worker_threads';
import type { DetectorOptions } from '@chengyun/models/runtime/detector.ts';
import type { Detection, DetectorManifest, RgbFrame } from '@chengyun/models/runtime/manifest-types.ts';
import type { DetectAnswer, DetectRequest } from './detect-thread.ts';

export interface OpenedModel {
  readonly manifest: DetectorManifest;
  /** What is not as it was asked for, in sentences. */
  readonly notes: readonly string[];
}

export interface DetectWorker {
  /** Throws what the model cannot be used for. */
  open(model: string, options: DetectorOptions): Promise<OpenedModel>;
  detect(model: string, frame: RgbFrame): Promise<readonly Detection[]>;
  closeModel(model: string): Promise<void>;
  close(): Promise<void>;
}

type AnswerOf<Kind extends DetectAnswer['kind']> = Extract<DetectAnswer, { kind: Kind }>;

/** @param died told when the thread ends unasked; what was asked then fails, and nothing more can be asked. */
export function startDetectWorker(died: (error: Error) => void): DetectWorker {
  const worker = new Worker(new URL('./detect-thread.ts', import.meta.url));
  // The cameras keep the process running.
  worker.unref();
  let waiting: { resolve: (answer: DetectAnswer) => void; reject: (error: Error) => void } | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let fault: Error | null = null;
  let isClosing = false;

  const fail = (error: Error): void => {
    if (fault !== null || isClosing) return;
    fault = error;
    waiting?.reject(error);
    waiting = null;
    died(error);
  };
  worker.on('message', (answer: DetectAnswer) => {
    const asked = waiting;
    waiting = null;
    asked?.resolve(answer);
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('a thread that judges frames ended')));

  function ask<Kind extends DetectAnswer['kind']>(request: DetectRequest, kind: Kind): Promise<AnswerOf<Kind>> {
    const answered = turn.then(async () => {
      if (fault !== null) throw fault;
      const answer = await new Promise<DetectAnswer>((resolve, reject) => {
        waiting = { resolve, reject };
        worker.postMessage(request);
      });
      if (answer.kind === 'failed') throw new Error(answer.message);
      return answer as AnswerOf<Kind>;
    });
    turn = answered.catch(() => undefined);
    return answered.then((answer) => {
      if (answer.kind !== kind) throw new Error(`a thread that judges frames answered ${answer.kind}, not ${kind}`);
      return answer;
    });
  }

  return {
    open: (model, options) => ask({ kind: 'open', model, options }, 'opened'),
    detect: async (model, frame) => (await ask({ kind: 'detect', model, frame }, 'found')).found,
    closeModel: async (model) => void (await ask({ kind: 'close', model }, 'closed')),
    close: async () => {
      await turn;
      isClosing = true;
      await worker.terminate();
    },
  };
}
