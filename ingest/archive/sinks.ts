/** What the archive collects between two transactions, per stream. */
import type { SeriesIds } from '@chengyun/platform/store/observations.ts';
import { loadSnapshot, saveSnapshot } from '@chengyun/platform/store/snapshots.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import type { PoolClient } from 'pg';
import type { Sink } from './consumer.ts';
import { createLateSpans } from './late-spans.ts';
import { createTelemetryDecoder, createTelemetryRows, type LastTicks } from './telemetry-rows.ts';
import { writeTelemetry } from './write-telemetry.ts';

/** The newest ticks are saved with the cursor, since the records that told them are behind it. */
export async function openTelemetrySink(store: Queryable, series: SeriesIds, partition: number): Promise<Sink> {
  const name = `archive/telemetry/${partition}`;
  const saved = await loadSnapshot(store, name);
  const lastTicks: LastTicks = new Map(
    saved === null ? [] : (JSON.parse(Buffer.from(saved.state).toString('utf8')) as [string, number][]),
  );
  const decode = createTelemetryDecoder(partition, lastTicks);
  const late = createLateSpans();
  let rows = createTelemetryRows();
  let records = 0;

  return {
    add: (text, logOffset) => {
      decode(text, logOffset, rows);
      records++;
    },
    // A record without rows, a tick for instance, takes room as well.
    size: () => Math.max(records, rows.observations.length + rows.events.length),
    take: () => {
      const taken = rows;
      const ticks = Buffer.from(JSON.stringify([...lastTicks]));
      rows = createTelemetryRows();
      records = 0;
      return async (client: PoolClient) => {
        await writeTelemetry(client, series, partition, taken, late);
        await saveSnapshot(client, name, {}, ticks);
      };
    },
  };
}

/** For streams whose records are written as they are. */
export function createRecordSink<R>(
  write: (client: PoolClient, records: readonly { readonly logOffset: number; readonly record: R }[]) => Promise<void>,
): Sink {
  let records: { logOffset: number; record: R }[] = [];
  return {
    add: (text, logOffset) => records.push({ logOffset, record: JSON.parse(text) as R }),
    size: () => records.length,
    take: () => {
      const taken = records;
      records = [];
      return (client) => write(client, taken);
    },
  };
}
