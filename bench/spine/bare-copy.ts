/**
 * What the store could take if nothing else were to be done: binary COPY of finished rows by the archive's own function,
 * in its batch size and over as many connections as it has partitions, into a copy of its table.
 */
import { copyObservations, type ObservationRow } from '@chengyun/platform/store/observations.ts';
import type { Store } from '@chengyun/platform/store/store.ts';

const CONNECTIONS = 2;
const BATCH_ROWS = 20_000;
/** As long as a run of the throughput, so that what disturbs the machine meets both alike. */
const RUN_MS = 6_000;
/** As in the measurement beside it: the series of a partition are its own, so that writers do not meet in the index. */
const SERIES_PER_CONNECTION = 40;
const BATCH_SPAN_MS = 100;
const SCHEMA = 'bench';

/** Writes down what earlier measurements left to be written, so that the next one does not pay for it. */
export async function settleDatabase(store: Store): Promise<void> {
  await store.query('CHECKPOINT');
}

/** Rows per second. */
export async function measureBareCopy(store: Store, signal: AbortSignal): Promise<number> {
  await store.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
  await store.query(`CREATE SCHEMA ${SCHEMA}`);
  await store.query(`CREATE TABLE ${SCHEMA}.observations (LIKE public.observations) PARTITION BY RANGE (at)`);
  await store.query(`CREATE INDEX observations_by_series ON ${SCHEMA}.observations (series, at)`);
  const batches = Array.from({ length: CONNECTIONS }, (_, partition) => rowsOf(partition, Date.now()));
  // Makes the day's partition and fills the caches.
  for (const rows of batches) await copyBatch(store, rows);
  await settleDatabase(store);
  const startedMs = performance.now();
  let copied = 0;
  await Promise.all(
    batches.map(async (rows) => {
      while (performance.now() - startedMs < RUN_MS) {
        signal.throwIfAborted();
        // Time goes on as it does in real data, which decides where in the index a row goes.
        for (const row of rows) row.atMs += BATCH_SPAN_MS;
        copied += await copyBatch(store, rows);
      }
    }),
  );
  const elapsedS = (performance.now() - startedMs) / 1000;
  await store.query(`DROP SCHEMA ${SCHEMA} CASCADE`);
  return copied / elapsedS;
}

function copyBatch(store: Store, rows: readonly ObservationRow[]): Promise<number> {
  return store.tx(async (client) => {
    await client.query(`SET LOCAL search_path TO ${SCHEMA}`);
    return copyObservations(client, rows);
  });
}

type MovableRow = ObservationRow & { atMs: number };

function rowsOf(partition: number, nowMs: number): MovableRow[] {
  return Array.from({ length: BATCH_ROWS }, (_, n) => ({
    atMs: nowMs + Math.floor((n * BATCH_SPAN_MS) / BATCH_ROWS),
    series: partition * SERIES_PER_CONNECTION + (n % SERIES_PER_CONNECTION) + 1,
    value: 2 + (n % 1000) / 1000,
    qualityCode: 0,
    flagBits: 0,
    tick: 1_000_000 + n,
    partition,
    logOffset: 1_000_000 + n,
    item: n % 20,
  }));
}
