/**
 * One worker thread as its engine sees it: a request and its answer, waited for. An engine is a function of its log; its
 * caller gets the alarms of a tick when `tick` returns, whether they were found here or in a thread.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { ShardAnswer, ShardRequest, ShardSetup } from './shard-messages.ts';

/** No tick takes as long: a worker that does not answer by then is gone. */
const ANSWER_MS_MAX = 120_000;

export type AnswerOf<Kind extends ShardAnswer['kind']> = Extract<ShardAnswer, { kind: Kind }>;

export interface ShardThread {
  /** Sends a request; every request is answered once, in order. */
  ask(request: ShardRequest, given?: readonly ArrayBuffer[]): void;
  /** Waits for the next answer. Throws what the worker failed with. */
  answer<Kind extends ShardAnswer['kind']>(kind: Kind): AnswerOf<Kind>;
  close(): void;
}

export function startShardThread(setup: Omit<ShardSetup, 'answered' | 'port'>): ShardThread {
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1: port, port2 }: { port1: MessagePort; port2: MessagePort } = new MessageChannel();
  const worker = new Worker(new URL('./shard-worker.ts', import.meta.url), {
    workerData: { ...setup, answered, port: port2 } satisfies ShardSetup,
    transferList: [port2],
  });
  // Its engine alone keeps a process running, and hears of its failures by its answers.
  worker.unref();
  let received = 0;

  const next = (): ShardAnswer => {
    for (;;) {
      const message = receiveMessageOnPort(port) as { readonly message: ShardAnswer } | undefined;
      if (message) {
        received += 1;
        return message.message;
      }
      if (Atomics.wait(answered, 0, received, ANSWER_MS_MAX) === 'timed-out') {
        throw new Error(`A worker thread of the engine gave no answer within ${ANSWER_MS_MAX / 1000} s.`);
      }
    }
  };
  return {
    ask: (request, given = []) => port.postMessage(request, [...given]),
    answer: (kind) => {
      const message = next();
      if (message.kind === 'failed') throw new Error(`A worker thread of the engine failed: ${message.message}`);
      if (message.kind !== kind)
        throw new Error(`A worker thread of the engine answered ${message.kind}, not ${kind}.`);
      return message as AnswerOf<typeof kind>;
    },
    close: () => {
      port.close();
      worker.terminate().catch(() => undefined);
    },
  };
}
