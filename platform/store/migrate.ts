/**
 * Forward-only SQL files under an advisory lock, so that several services may start at once. A file that was applied
 * must never change: its checksum is kept.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { AppError } from '../service/service.ts';
import type { Store } from './store.ts';
import { shapeObservations } from './timescale.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any fixed number will do, as long as nobody else uses it. */
const LOCK = 7_203_118_001;

/** Brings the schema up to date and shapes `observations` for the server. Returns the names of the files it applied. */
export async function migrate(store: Store): Promise<readonly string[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  const applied: string[] = [];
  await store.tx(async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM migrations');
    const known = new Map(rows.map((row) => [row.name, row.sha256]));
    for (const name of names) {
      const sql = await readFile(new URL(name, FOLDER), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const before = known.get(name);
      if (before === sha256) continue;
      if (before !== undefined) {
        throw new AppError('MIGRATION', `Migration ${name} was changed after it had been applied to this database.`);
      }
      await client.query(sql);
      await client.query('INSERT INTO migrations (name, sha256) VALUES ($1, $2)', [name, sha256]);
      applied.push(name);
    }
    await shapeObservations(client);
  });
  const flavour = await store.refreshFlavour();
  if (applied.length > 0) store.logger.info({ applied, flavour }, 'the database schema is up to date');
  return applied;
}
