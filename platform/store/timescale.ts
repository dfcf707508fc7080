/**
 * One table `observations` on three kinds of server:
 * - `timescale`: TimescaleDB under its own licence: hypertable with native compression;
 * - `timescale-apache`: its Apache edition (Debian's package): hypertable, no policies;
 * - `postgres`: no extension: native range partitions by day, made on demand (see partitions.ts).
 * Retention is our own job on all three (retention.ts): a policy of the server would compare `at` with the wall clock
 * and drop the rows of a replay of last decade's storm while people watch it.
 */
import type { Queryable } from './store.ts';

export type Flavour = 'timescale' | 'timescale-apache' | 'postgres';

/** What `observations` is now; `postgres` before the first migration. */
export async function readFlavour(client: Queryable): Promise<Flavour> {
  const { rows } = await client.query<{ licence: string | null; installed: boolean }>(
    `SELECT current_setting('timescaledb.license', true) AS licence,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS installed`,
  );
  const row = rows[0];
  if (!row?.installed || !(await isHypertable(client))) return 'postgres';
  return row.licence === 'timescale' ? 'timescale' : 'timescale-apache';
}

async function isHypertable(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM timescaledb_information.hypertables
       WHERE hypertable_schema = current_schema() AND hypertable_name = 'observations') AS found`,
  );
  return rows[0]?.found ?? false;
}

/** Makes `observations` what this server does best. Runs inside the migration's transaction; repeats harmlessly. */
export async function shapeObservations(client: Queryable): Promise<void> {
  const { rows } = await client.query<{ kind: string; offered: boolean }>(
    // The setting is hidden from a login without privileges; a managed server that offers the extension has loaded it.
    `SELECT relkind::text AS kind,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')
         AND COALESCE((SELECT setting ~ 'timescaledb' FROM pg_settings WHERE name = 'shared_preload_libraries'), true)
         AS offered
     FROM pg_class WHERE oid = 'observations'::regclass`,
  );
  const isPartitioned = rows[0]?.kind === 'p';
  if (isPartitioned) return;
  if (rows[0]?.offered) {
    await client.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
    await shapeHypertable(client);
  } else {
    await shapePartitions(client);
  }
}

async function shapeHypertable(client: Queryable): Promise<void> {
  if (!(await isHypertable(client))) {
    await client.query(
      `SELECT create_hypertable('observations', 'at', chunk_time_interval => INTERVAL '1 day',
         create_default_indexes => false, migrate_data => true)`,
    );
    await client.query('CREATE INDEX observations_by_series ON observations (series, at)');
  }
  if ((await readFlavour(client)) !== 'timescale') return;
  const { rows } = await client.query<{ compressed: boolean }>(
    `SELECT compression_enabled AS compressed FROM timescaledb_information.hypertables
     WHERE hypertable_schema = current_schema() AND hypertable_name = 'observations'`,
  );
  if (rows[0]?.compressed) return;
  await client.query(
    `ALTER TABLE observations SET (timescaledb.compress, timescaledb.compress_segmentby = 'series',
       timescaledb.compress_orderby = 'at')`,
  );
  await client.query(`SELECT add_compression_policy('observations', INTERVAL '7 days', if_not_exists => true)`);
}

async function shapePartitions(client: Queryable): Promise<void> {
  await client.query('ALTER TABLE observations RENAME TO observations_before');
  await client.query('CREATE TABLE observations (LIKE observations_before) PARTITION BY RANGE (at)');
  await client.query('CREATE INDEX observations_by_series ON observations (series, at)');
  await client.query('DROP TABLE observations_before');
}
