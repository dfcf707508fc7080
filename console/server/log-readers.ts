/**
 * Reads the three streams into the live state. Alarms and facts from their beginning, because incidents are a fold of
 * all of them; telemetry from a bounded distance behind its head, because only the newest values are shown. `start`
 * resolves when everything that was in the log at that moment has been applied.
 */
import type { LogRecord, Stream } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { LiveState } from './live-state.ts';

export interface LogReadersDeps {
  readonly log: Log;
  readonly state: LiveState;
  readonly logger: Logger;
  /** Called when a reader ends by an error; the process must not go on as if it were live. */
  readonly onFailure: (error: unknown) => void;
}

export interface LogReaders extends Service {
  /** True when every reader has reached what was the head at the start. */
  caughtUp(): boolean;
}

/** Records applied before other work gets its turn. */
const SLICE = 500;

export function createLogReaders(config: { readonly backfillRecords: number }, deps: LogReadersDeps): LogReaders {
  const { log, state, logger, onFailure } = deps;
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  let behind = 1;

  async function readPartition(stream: Stream, partition: number, from: number, head: number, reached: () => void) {
    if (from >= head) reached();
    for await (const batch of log.read(stream, partition, from, stopping.signal)) {
      const end = batch.baseOffset + batch.records.length;
      const isLive = batch.baseOffset >= head;
      for (const [i, text] of batch.records.entries()) {
        state.apply(JSON.parse(text) as LogRecord, isLive);
        if (i % SLICE === SLICE - 1) await new Promise<void>((resolve) => setImmediate(resolve));
      }
      if (!isLive && end >= head) reached();
    }
  }

  /** Resolves when the partition has been read to its head; the loop goes on behind. */
  async function follow(stream: Stream, partition: number, backfill: number): Promise<void> {
    const head = await log.head(stream, partition);
    const from = Math.max(0, head - backfill);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    behind += 1;
    const reached = (): void => {
      behind -= 1;
      resolve();
    };
    const loop = readPartition(stream, partition, from, head, reached).catch((error: unknown) => {
      reject(error);
      if (stopping.signal.aborted) return;
      logger.error({ err: error, stream, partition }, 'reading the log failed');
      onFailure(error);
    });
    loops.push(loop.then(resolve));
    return promise;
  }

  return {
    caughtUp: () => behind === 0,
    async start() {
      const partitions = log.partitions('telemetry');
      const share = Math.ceil(config.backfillRecords / partitions);
      await follow('alarms', 0, Number.MAX_SAFE_INTEGER);
      await follow('facts', 0, Number.MAX_SAFE_INTEGER);
      await Promise.all(Array.from({ length: partitions }, (_, i) => follow('telemetry', i, share)));
      behind -= 1;
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
    },
  };
}
