/**
 * One consumer of one log partition: reads ahead while the last batch is being written, and moves its cursor in the
 * transaction of the effect. After any trouble with the database it begins again at the committed cursor; what it had
 * read ahead is forgotten. Only a mistake in the program ends it.
 */
import type { Stream } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import { readCursor, writeCursor } from '@chengyun/platform/store/cursors.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { PoolClient } from 'pg';
import { isDatabaseTrouble } from './database-trouble.ts';

/** What is collected between two transactions. One sink lives from one (re)start to the next trouble. */
export interface Sink {
  add(record: string, logOffset: number): void;
  /** Rows collected; reading pauses at the consumer's limit. */
  size(): number;
  /** Hands over what was collected, to be written in the given transaction, and starts collecting anew. */
  take(): (client: PoolClient) => Promise<void>;
}

export interface ConsumerOptions {
  readonly name: string;
  readonly stream: Stream;
  readonly partition: number;
  readonly rowsMax: number;
  readonly lingerMs: number;
  readonly retryMs: number;
}

export interface ConsumerDeps {
  readonly log: Log;
  readonly store: Store;
  readonly logger: Logger;
  readonly openSink: () => Promise<Sink>;
  readonly onWritten: (records: number) => void;
  readonly onTrouble: () => void;
  /** The database answers again; a stream in which nothing happens writes nothing that would show it. */
  readonly onReading: () => void;
}

/** Runs until the signal aborts. Rejects on a mistake in the program only. */
export async function runConsumer(options: ConsumerOptions, deps: ConsumerDeps, signal: AbortSignal): Promise<void> {
  const { stream, partition, retryMs } = options;
  while (!signal.aborted) {
    try {
      await consume(options, deps, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isDatabaseTrouble(error)) throw error;
      deps.onTrouble();
      deps.logger.warn({ err: error, stream, partition }, 'the archive waits for the database');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

async function consume(options: ConsumerOptions, deps: ConsumerDeps, signal: AbortSignal): Promise<void> {
  const { name, stream, partition, rowsMax, lingerMs } = options;
  const { log, store } = deps;
  const sink = await deps.openSink();
  let read = await readCursor(store, name, stream, partition);
  deps.onReading();
  let taken = read;
  let isEnded = false;
  const { until, stir } = createTurnstile();
  const ending = new AbortController();
  const reading = AbortSignal.any([signal, ending.signal]);
  reading.addEventListener('abort', stir, { once: true });

  const readAhead = async () => {
    try {
      for await (const { baseOffset, records } of log.read(stream, partition, read, reading)) {
        for (let index = 0; index < records.length; index++) {
          if (sink.size() >= rowsMax) {
            stir();
            await until(() => sink.size() < rowsMax || reading.aborted);
          }
          if (reading.aborted) return;
          sink.add(records[index] as string, baseOffset + index);
          read = baseOffset + index + 1;
        }
        stir();
      }
    } finally {
      isEnded = true;
      stir();
    }
  };

  const reader = readAhead();
  // Its failure is thrown at the end; until then it must not count as unhandled.
  reader.catch(stir);
  try {
    for (;;) {
      await until(() => read > taken || isEnded);
      if (signal.aborted || read === taken) break;
      await until(() => sink.size() >= rowsMax || isEnded, lingerMs);
      const apply = sink.take();
      const records = read - taken;
      taken = read;
      stir();
      const upTo = taken;
      await store.tx(async (client) => {
        await apply(client);
        await writeCursor(client, name, stream, partition, upTo);
      });
      deps.onWritten(records);
    }
  } finally {
    ending.abort();
    await reader.catch((error: unknown) => {
      deps.logger.debug({ err: error, stream, partition }, 'reading ended');
    });
  }
  await reader;
}

/** Waiting for a condition that is looked at again whenever somebody stirs. */
function createTurnstile() {
  let wake = Promise.withResolvers<void>();
  const stir = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  const until = async (isSo: () => boolean, timeoutMs?: number) => {
    let isOver = false;
    const end = () => {
      isOver = true;
      stir();
    };
    const timer = timeoutMs === undefined ? null : setTimeout(end, timeoutMs);
    while (!isSo() && !isOver) await wake.promise;
    if (timer !== null) clearTimeout(timer);
  };
  return { until, stir };
}
