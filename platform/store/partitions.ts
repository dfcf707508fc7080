/** Day partitions of `observations` on plain PostgreSQL; TimescaleDB makes its own chunks. Days are UTC. */
import { AppError } from '../service/service.ts';
import type { Queryable } from './store.ts';

export const DAY_MS = 86_400_000;
/** A batch that touches more days than this is a mistake in its timestamps. */
const DAYS_MAX = 400;

/** `observations_20261123` for any moment of that day. */
export function partitionName(atMs: number): string {
  return `observations_${new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
}

/** Makes the partitions for all days from `fromMs` to `toMs`, both included. */
export async function ensurePartitions(client: Queryable, fromMs: number, toMs: number): Promise<void> {
  const days = new Set<number>();
  for (let day = Math.floor(fromMs / DAY_MS); day <= Math.floor(toMs / DAY_MS) && days.size <= DAYS_MAX; day++) {
    days.add(day);
  }
  await ensureDays(client, days);
}

/**
 * Makes the partitions of these days (days since 1970). Attaching instead of creating in place takes a lock that lets
 * others read and write on; the advisory lock keeps two writers from making the same day.
 */
export async function ensureDays(client: Queryable, days: ReadonlySet<number>): Promise<void> {
  if (days.size > DAYS_MAX) {
    throw new AppError('TOO_MANY_DAYS', `A batch of observations spans more than ${DAYS_MAX} days.`);
  }
  const missing = await missingDays(client, days);
  if (missing.length === 0) return;
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('observations'))`);
  for (const day of await missingDays(client, days)) {
    const name = partitionName(day * DAY_MS);
    const bounds = [day, day + 1].map((edge) => `'${new Date(edge * DAY_MS).toISOString()}'`);
    await client.query(`CREATE TABLE ${name} (LIKE observations INCLUDING DEFAULTS)`);
    await client.query(
      `ALTER TABLE observations ATTACH PARTITION ${name} FOR VALUES FROM (${bounds[0]}) TO (${bounds[1]})`,
    );
  }
}

/** Asks the table of relations itself: `to_regclass` may answer from a cache that has not heard of another's commit. */
async function missingDays(client: Queryable, days: ReadonlySet<number>): Promise<number[]> {
  const { rows } = await client.query<{ day: number }>({
    name: 'missing_days',
    text: `SELECT day FROM unnest($1::int[], $2::text[]) AS wanted (day, name)
      WHERE NOT EXISTS (SELECT FROM pg_class
          WHERE relname = wanted.name AND relnamespace = current_schema()::regnamespace)
        AND (SELECT relkind FROM pg_class WHERE oid = 'observations'::regclass) = 'p'`,
    values: [[...days], [...days].map((day) => partitionName(day * DAY_MS))],
  });
  return rows.map(({ day }) => day);
}
