/** Follows the facts stream, so that what a person did reaches the rules with the next tick. */
import type { FactRecord } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';

export interface FactsFollowerDeps {
  readonly log: Log;
  readonly logger: Logger;
  /** Head of the stream at the start; facts before it are in already. */
  readonly from: number;
  readonly onFact: (timeline: string, head: number) => void;
}

const RETRY_MS = 250;

export function createFactsFollower({ log, logger, from, onFact }: FactsFollowerDeps): Service {
  const stopping = new AbortController();
  let next = from;
  let ended: Promise<void> = Promise.resolve();

  const follow = async () => {
    while (!stopping.signal.aborted) {
      try {
        for await (const { baseOffset, records } of log.read('facts', 0, next, stopping.signal)) {
          next = baseOffset + records.length;
          const timelines = new Set(records.map((record) => (JSON.parse(record) as FactRecord).tl));
          for (const timeline of timelines) onFact(timeline, next);
        }
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.warn({ err: error }, 'the facts stream could not be read, trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  };

  return {
    start: async () => {
      ended = follow();
    },
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
