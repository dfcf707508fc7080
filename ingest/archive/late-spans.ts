/**
 * Notices readings that are older than what their series already has: they correct the archive, and what they touch is
 * noted, so that it can be evaluated again. Lives as long as its sink; the newest time of a series is asked of the store
 * when the series is first seen.
 */
import { newestReadings, noteLateSpans, type RetroSpan } from '@chengyun/platform/store/retro.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import type { PendingObservation } from './telemetry-rows.ts';

export interface LateSpans {
  /** Call it before the rows, whose series are numbered, are written in the same transaction. */
  note(client: Queryable, rows: readonly PendingObservation[]): Promise<void>;
}

interface Span {
  fromMs: number;
  toMs: number;
  readings: number;
}

export function createLateSpans(): LateSpans {
  const newest = new Map<number, number>();
  return {
    note: async (client, rows) => {
      const unknown = [...new Set(rows.map(({ series }) => series))].filter((series) => !newest.has(series));
      if (unknown.length > 0) {
        const known = await newestReadings(client, unknown);
        for (const series of unknown) newest.set(series, known.get(series) ?? Number.NEGATIVE_INFINITY);
      }
      const late = new Map<PendingObservation['key'], Span>();
      for (const { series, atMs, key } of rows) {
        if (atMs >= newest.get(series)!) {
          newest.set(series, atMs);
          continue;
        }
        const span = late.get(key) ?? { fromMs: atMs, toMs: atMs, readings: 0 };
        late.set(key, span);
        span.fromMs = Math.min(span.fromMs, atMs);
        span.toMs = Math.max(span.toMs, atMs);
        span.readings += 1;
      }
      await noteLateSpans(
        client,
        [...late].map(([key, span]): RetroSpan => ({ ...key, ...span })),
      );
    },
  };
}
