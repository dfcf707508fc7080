/** Wakes the readers of a partition when it has grown. One LISTEN connection serves all readers of a log. */
import { createListener } from '../store/listener.ts';
import type { Store } from '../store/store.ts';

export const LOG_CHANNEL = 'chengyun_log';
/** A reader looks by itself this often, should a notification be lost. */
export const POLL_MS = 250;

export interface LogWakeup {
  /** Resolves when the partition may have grown, after POLL_MS or when the signal aborts. */
  wait(key: string, signal: AbortSignal): Promise<void>;
  /** Growth that was announced since the given count. Read it before looking, compare before waiting. */
  generation(key: string): number;
  stop(): Promise<void>;
}

export function createLogWakeup(store: Store): LogWakeup {
  const generations = new Map<string, number>();
  const sleepers = new Map<string, Set<() => void>>();

  const wake = (key: string) => {
    generations.set(key, (generations.get(key) ?? 0) + 1);
    for (const rise of sleepers.get(key) ?? []) rise();
  };
  const listener = createListener(store, LOG_CHANNEL, (payload) => {
    for (const key of payload === null ? [...sleepers.keys()] : payload.split(' ')) wake(key);
  });
  let listening: Promise<void> | null = null;

  return {
    generation: (key) => generations.get(key) ?? 0,
    wait: (key, signal) => {
      // Polling works without it, so a failure to connect is not the reader's business.
      listening ??= listener.start().catch((error: Error) => {
        listening = null;
        store.logger.warn({ err: error }, 'cannot listen for log appends, polling instead');
      });
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleepersOfKey = sleepers.get(key) ?? new Set();
      sleepers.set(key, sleepersOfKey);
      const rise = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', rise);
        sleepersOfKey.delete(rise);
        resolve();
      };
      const timer = setTimeout(rise, POLL_MS);
      signal.addEventListener('abort', rise);
      sleepersOfKey.add(rise);
      if (signal.aborted) rise();
      return promise;
    },
    stop: async () => {
      await listening;
      await listener.stop();
    },
  };
}
