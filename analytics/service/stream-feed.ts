/**
 * Follows a stream that ticks name, and hands each timeline its records up to the offset of a tick. Reading pauses while
 * many wait for their ticks, but never before an offset that a tick asks for.
 */
import type { FactRecord, ForecastStreamRecord } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';

export interface StreamFeed<R> {
  /** Reads until the signal aborts. */
  run(from: number, signal: AbortSignal): Promise<void>;
  /** Waits until everything before `until` is read, then takes the timeline's records before it; null when stopped. */
  take(timeline: string, until: number): Promise<readonly R[] | null>;
  /** Offset from which the timeline must read again to lose none of its waiting records. */
  positionOf(timeline: string): number;
  /** Forgets an ended timeline. */
  drop(timeline: string): void;
}

export interface StreamFeedOptions<S, R> {
  readonly stream: 'facts' | 'forecasts';
  /** What of a record a timeline waits for; null: nothing. */
  readonly pick: (record: S, offset: number) => R | null;
  /** The timeline has everything before this offset already. */
  readonly skipBefore: (timeline: string) => number;
  /** Nobody waits for records of this timeline any more. */
  readonly isEnded?: (timeline: string) => boolean;
  readonly waitingMax?: number;
}

interface Waiting<R> {
  readonly offset: number;
  readonly record: R;
}

const WAITING_MAX = 100_000;

export function createStreamFeed<S extends FactRecord | ForecastStreamRecord, R>(
  log: Log,
  options: StreamFeedOptions<S, R>,
): StreamFeed<R> {
  const { stream, pick, skipBefore, isEnded = () => false, waitingMax = WAITING_MAX } = options;
  const queues = new Map<string, Waiting<R>[]>();
  let waiting = 0;
  let next = 0;
  let wanted = 0;
  let changed = Promise.withResolvers<void>();
  let isOver = false;

  const stir = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  return {
    run: async (from, signal) => {
      next = from;
      signal.addEventListener('abort', stir, { once: true });
      for await (const batch of log.read(stream, 0, from, signal)) {
        for (const [index, text] of batch.records.entries()) {
          const record = JSON.parse(text) as S;
          const offset = batch.baseOffset + index;
          const picked = pick(record, offset);
          if (picked === null || isEnded(record.tl) || offset < skipBefore(record.tl)) continue;
          const queue = queues.get(record.tl) ?? [];
          queue.push({ offset, record: picked });
          queues.set(record.tl, queue);
          waiting += 1;
        }
        next = batch.baseOffset + batch.records.length;
        stir();
        while (waiting >= waitingMax && wanted <= next && !signal.aborted) await changed.promise;
      }
      isOver = true;
      stir();
    },
    take: async (timeline, until) => {
      if (until > wanted) {
        wanted = until;
        stir();
      }
      while (next < until && !isOver) await changed.promise;
      if (next < until) return null;
      const queue = queues.get(timeline) ?? [];
      const later = queue.findIndex((each) => each.offset >= until);
      const taken = queue.splice(0, later < 0 ? queue.length : later);
      waiting -= taken.length;
      if (taken.length > 0) stir();
      return taken.map(({ record }) => record);
    },
    positionOf: (timeline) => queues.get(timeline)?.[0]?.offset ?? next,
    drop: (timeline) => {
      waiting -= queues.get(timeline)?.length ?? 0;
      queues.delete(timeline);
      stir();
    },
  };
}
