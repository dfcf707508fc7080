/** Forgets old days of `observations` as a whole: dropping a chunk or partition costs nothing, deleting rows does. */
import { DAY_MS } from './partitions.ts';
import type { Queryable, Store } from './store.ts';

interface Day {
  name: string;
  end_ms: number;
}

/**
 * Drops the days that ended before `beforeMs`. A day that holds readings of a replay or exercise still running is
 * kept, however old its dates are. Returns the names of what was dropped.
 */
export async function dropOldObservations(store: Store, beforeMs: number): Promise<readonly string[]> {
  const days = store.flavour() === 'postgres' ? await listPartitions(store) : await listChunks(store);
  const dropped: string[] = [];
  for (const { name, end_ms } of days) {
    if (end_ms > beforeMs || (await isInUse(store, name))) continue;
    if (store.flavour() === 'postgres') {
      await store.query(`DROP TABLE ${name}`);
    } else {
      const span = [new Date(end_ms).toISOString(), new Date(end_ms - DAY_MS).toISOString()];
      await store.query(
        `SELECT drop_chunks('observations', older_than => $1::timestamptz, newer_than => $2::timestamptz)`,
        span,
      );
    }
    dropped.push(name);
  }
  if (dropped.length > 0) await dropOldTicks(store, beforeMs);
  return dropped;
}

/** Ticks behind which no observation is kept any more; those of timelines still running stay with their days. */
async function dropOldTicks(client: Queryable, beforeMs: number): Promise<void> {
  await client.query(
    `DELETE FROM ticks USING timelines t
     WHERE ticks.timeline = t.id AND ticks.at < $1 AND (t.kind = 'live' OR t.ended_at_ms IS NOT NULL)`,
    [new Date(beforeMs).toISOString()],
  );
}

async function listPartitions(client: Queryable): Promise<Day[]> {
  const { rows } = await client.query<Day>(
    `SELECT inhrelid::regclass::text AS name,
       extract(epoch FROM right(inhrelid::regclass::text, 8)::date + 1)::float8 * 1000 AS end_ms
     FROM pg_inherits WHERE inhparent = 'observations'::regclass ORDER BY 1`,
  );
  return rows;
}

async function listChunks(client: Queryable): Promise<Day[]> {
  const { rows } = await client.query<Day>(
    `SELECT format('%I.%I', chunk_schema, chunk_name) AS name, extract(epoch FROM range_end)::float8 * 1000 AS end_ms
     FROM timescaledb_information.chunks
     WHERE hypertable_schema = current_schema() AND hypertable_name = 'observations' ORDER BY range_end`,
  );
  return rows;
}

async function isInUse(client: Queryable, name: string): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>(
    `SELECT EXISTS (SELECT FROM timelines t JOIN series s ON s.timeline = t.id
       WHERE t.kind <> 'live' AND t.ended_at_ms IS NULL
         AND EXISTS (SELECT FROM ${name} o WHERE o.series = s.id)) AS used`,
  );
  return rows[0]?.used ?? false;
}
