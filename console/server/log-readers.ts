/**
 * Reads four streams into the live state. Alarms and facts from their beginning, because incidents are a fold of all of
 * them; telemetry and assessments from a bounded distance behind their head, because only the newest are shown. `start`
 * resolves when everything that was in the log at that moment has been applied.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stream } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { LiveRecord, LiveState } from './live-state.ts';

export interface LogReadersDeps {
  readonly log: Log;
  readonly state: LiveState;
  readonly logger: Logger;
  /** Called when a reader cannot go on for good; the process must not go on as if it were live. */
  readonly onFailure: (error: unknown) => void;
}

export interface LogReaders extends Service {
  /** False while a partition cannot be read. */
  isReading(): boolean;
}

interface Place {
  readonly stream: Stream;
  readonly partition: number;
  /** What was the end when reading began: before it, arrival times mean nothing. */
  readonly head: number;
  next: number;
  readonly reached: () => void;
}

/** Streams of which only the newest records are shown. */
const NEWEST_COUNTS: ReadonlySet<Stream> = new Set<Stream>(['telemetry', 'assessments']);
/** The store knows what lies further back. */
const ASSESSMENTS_BACKFILL = 500;
const RETRY_MS = 300;
/** Records applied before other work gets its turn. */
const SLICE = 500;

export function createLogReaders(config: { readonly backfillRecords: number }, deps: LogReadersDeps): LogReaders {
  const { log, state, logger, onFailure } = deps;
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const failing = new Set<Place>();

  /** Applies what is there and what comes; returns when stopped, throws when the log cannot be read. */
  async function readOnce(place: Place): Promise<void> {
    // A stream in which nothing happens gives no batch; that the database answers is what counts.
    await log.head(place.stream, place.partition);
    failing.delete(place);
    for await (const batch of log.read(place.stream, place.partition, place.next, stopping.signal)) {
      const isLive = batch.baseOffset >= place.head;
      for (const [i, text] of batch.records.entries()) {
        state.apply(JSON.parse(text) as LiveRecord, isLive);
        if (i % SLICE === SLICE - 1) await new Promise<void>((resolve) => setImmediate(resolve));
      }
      place.next = batch.baseOffset + batch.records.length;
      if (place.next >= place.head) place.reached();
    }
  }

  /** A database that restarts is waited for; telemetry that is no longer kept is skipped, alarms and facts never are. */
  async function readOn(place: Place): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await readOnce(place);
      } catch (error) {
        if (stopping.signal.aborted) return;
        const { code } = error as { code?: string };
        if (code === 'LOG_TRIMMED' && !NEWEST_COUNTS.has(place.stream)) throw error;
        if (code === 'LOG_TRIMMED') place.next = place.head;
        if (place.next >= place.head) place.reached();
        failing.add(place);
        logger.warn({ err: error, stream: place.stream, partition: place.partition }, 'reading the log again');
        await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  /** Resolves when the partition has been read to its head; the loop goes on behind. */
  async function follow(stream: Stream, partition: number, backfill: number): Promise<void> {
    const head = await log.head(stream, partition);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const place: Place = { stream, partition, head, next: Math.max(0, head - backfill), reached: resolve };
    if (place.next >= head) resolve();
    const loop = readOn(place).catch((error: unknown) => {
      reject(error);
      onFailure(error);
    });
    loops.push(loop.then(resolve));
    return promise;
  }

  return {
    isReading: () => failing.size === 0,
    async start() {
      const partitions = log.partitions('telemetry');
      const share = Math.ceil(config.backfillRecords / partitions);
      await follow('alarms', 0, Number.MAX_SAFE_INTEGER);
      await follow('facts', 0, Number.MAX_SAFE_INTEGER);
      await follow('assessments', 0, ASSESSMENTS_BACKFILL);
      await Promise.all(Array.from({ length: partitions }, (_, i) => follow('telemetry', i, share)));
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
    },
  };
}
