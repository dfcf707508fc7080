import { expect, test } from 'vitest';
import { withTestDatabase } from '../testing/test-database.ts';
import { describeObservations, NOON_MS } from './observations-contract.ts';
import { DAY_MS, ensurePartitions } from './partitions.ts';

const database = withTestDatabase();
describeObservations('plain PostgreSQL', database.store);

test('partitions are made once, by however many writers', async () => {
  const make = () =>
    database.store().tx((client) => ensurePartitions(client, NOON_MS + 100 * DAY_MS, NOON_MS + 102 * DAY_MS));
  await Promise.all(Array.from({ length: 6 }, make));
  const { rows } = await database
    .store()
    .query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relname ~ '^observations_20261[01]' AND relkind = 'r' ORDER BY 1`,
    );
  expect(rows.map(({ name }) => name)).toEqual([
    'observations_20261028',
    'observations_20261029',
    'observations_20261030',
  ]);
});

test('a batch whose times are nonsense is refused instead of making thousands of partitions', async () => {
  const make = database.store().tx((client) => ensurePartitions(client, 0, NOON_MS));
  await expect(make).rejects.toMatchObject({ code: 'TOO_MANY_DAYS' });
});
