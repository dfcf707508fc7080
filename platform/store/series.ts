/** Small numbers for (timeline, asset, metric), so that a row of `observations` stays narrow. */
import type { Pool } from 'pg';
import type { Queryable } from './store.ts';

export interface SeriesKey {
  readonly timeline: string;
  readonly asset: string;
  readonly metric: string;
}

/** Looks up series numbers and adds missing ones. Numbers are forever, so they are kept once they are committed. */
export interface SeriesIds {
  /** In the order of `keys`. Runs outside of the caller's transaction: a rolled back number is never remembered. */
  idsOf(keys: readonly SeriesKey[]): Promise<readonly number[]>;
}

export function createSeriesIds(pool: Pool): SeriesIds {
  const known = new Map<string, number>();
  return {
    idsOf: async (keys) => {
      const missing = keys.filter((key) => !known.has(textOf(key)));
      if (missing.length > 0) {
        for (const [key, id] of await upsertSeries(pool, missing)) known.set(key, id);
      }
      return keys.map((key) => known.get(textOf(key))!);
    },
  };
}

/** One statement without memory: the numbers of `keys` in their order, added when missing. */
export async function seriesIds(client: Queryable, keys: readonly SeriesKey[]): Promise<readonly number[]> {
  const ids = await upsertSeries(client, keys);
  return keys.map((key) => ids.get(textOf(key))!);
}

const textOf = ({ timeline, asset, metric }: SeriesKey): string => `${timeline}\n${asset}\n${metric}`;

async function upsertSeries(client: Queryable, keys: readonly SeriesKey[]): Promise<Map<string, number>> {
  const columns = [
    keys.map(({ timeline }) => timeline),
    keys.map(({ asset }) => asset),
    keys.map(({ metric }) => metric),
  ];
  // The insert skips what is there, so that no number of the identity column is spent on it.
  await client.query(
    `INSERT INTO series (timeline, asset, metric)
     SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[]) AS wanted (timeline, asset, metric)
     WHERE NOT EXISTS (SELECT FROM series s WHERE (s.timeline, s.asset, s.metric)
       = (wanted.timeline, wanted.asset, wanted.metric))
     ORDER BY 1, 2, 3
     ON CONFLICT DO NOTHING`,
    columns,
  );
  const { rows } = await client.query<SeriesKey & { id: number }>(
    `SELECT id, timeline, asset, metric FROM series
     JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (timeline, asset, metric) USING (timeline, asset, metric)`,
    columns,
  );
  return new Map(rows.map((row) => [textOf(row), row.id]));
}
