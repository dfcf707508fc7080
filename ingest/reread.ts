/** Reads something whole from the store at the start and whenever it was announced to have changed; a failure is tried again. */
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';

interface Reread {
  /** Announcements that come while reading lead to one more reading. */
  now(): void;
  stop(): void;
}

const RETRY_MS = 1000;

function createReread(what: string, read: () => Promise<void>, logger: Logger): Reread {
  let reading = false;
  let isStale = false;
  let stopped = false;
  let retry: NodeJS.Timeout | null = null;

  const refresh = async () => {
    isStale = true;
    if (reading) return;
    reading = true;
    try {
      while (isStale && !stopped) {
        isStale = false;
        await read();
      }
    } catch (error) {
      logger.warn({ err: error }, `${what} could not be read, trying again`);
      if (!stopped) retry = setTimeout(() => void refresh(), RETRY_MS);
    } finally {
      reading = false;
    }
  };

  return {
    now: () => void refresh(),
    stop: () => {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
    },
  };
}

/** @param what stands in the warning: "the registry" */
export function createRereadService(
  what: string,
  read: () => Promise<void>,
  watch: (onChange: () => void) => Service,
  logger: Logger,
): Service {
  const reread = createReread(what, read, logger);
  const listener = watch(reread.now);
  return {
    start: async () => {
      await read();
      await listener.start();
    },
    stop: async () => {
      reread.stop();
      await listener.stop();
    },
  };
}
