/** Follows a stream that ticks name, so that what a person did or a forecaster said reaches the rules with a tick. */
import type { FactRecord, ForecastStreamRecord } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';

export interface StreamFollowerDeps {
  readonly log: Log;
  readonly logger: Logger;
  /** Records of the timeline were committed; the stream now ends at `head`. */
  readonly onRecords: (timeline: string, head: number) => void;
}

const RETRY_MS = 250;

/** Reads on from `from`, the head of the stream at the start: what is before it is in already. */
export function createStreamFollower(
  stream: 'facts' | 'forecasts',
  from: number,
  { log, logger, onRecords }: StreamFollowerDeps,
): Service {
  const stopping = new AbortController();
  let next = from;
  let ended: Promise<void> = Promise.resolve();

  const follow = async () => {
    while (!stopping.signal.aborted) {
      try {
        for await (const { baseOffset, records } of log.read(stream, 0, next, stopping.signal)) {
          next = baseOffset + records.length;
          const timelines = new Set(records.map((text) => (JSON.parse(text) as FactRecord | ForecastStreamRecord).tl));
          for (const timeline of timelines) onRecords(timeline, next);
        }
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.warn({ err: error, stream }, 'a stream that ticks name could not be read, trying again');
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
