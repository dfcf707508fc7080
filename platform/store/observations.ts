/** The archive's way into `observations`: series numbers and binary COPY, in the caller's transaction. */
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { encodeObservations, OBSERVATION_COLUMNS, type ObservationRow } from './binary-copy.ts';
import { DAY_MS, ensureDays } from './partitions.ts';

export type { ObservationRow } from './binary-copy.ts';
export { createSeriesIds, type SeriesIds, type SeriesKey, seriesIds } from './series.ts';

/** Rows per buffer: 0.7 MB, which the socket takes in while the next one is encoded. */
const CHUNK_ROWS = 8192;

/** Appends the rows and makes missing day partitions. Returns how many rows were written. */
export async function copyObservations(client: PoolClient, rows: readonly ObservationRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  await ensureDays(client, daysOf(rows));
  const stream = client.query(copyFrom(`COPY observations (${OBSERVATION_COLUMNS}) FROM STDIN (FORMAT binary)`));
  const done = finished(stream);
  // The failure is reported by `done` below, whenever it comes.
  done.catch(() => {});
  for (let start = 0; start < rows.length && !stream.destroyed && stream.errored === null; start += CHUNK_ROWS) {
    const chunk = encodeObservations(rows.slice(start, start + CHUNK_ROWS), {
      isFirst: start === 0,
      isLast: start + CHUNK_ROWS >= rows.length,
    });
    if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), done]);
  }
  stream.end();
  await done;
  return stream.rowCount;
}

function daysOf(rows: readonly ObservationRow[]): ReadonlySet<number> {
  const days = new Set<number>();
  let lastDay = Number.NaN;
  for (const { atMs } of rows) {
    const day = Math.floor(atMs / DAY_MS);
    if (day !== lastDay) days.add(day);
    lastDay = day;
  }
  return days;
}
