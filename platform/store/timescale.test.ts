/**
 * The store against a real TimescaleDB, in a database of its own. Runs where CHENGYUN_TEST_TIMESCALE_URL names a
 * server; `test/timescale-server.sh` makes one.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../service/clock.ts';
import { migrate } from './migrate.ts';
import { describeObservations } from './observations-contract.ts';
import { createStore, type Store } from './store.ts';

const serverUrl = process.env.CHENGYUN_TEST_TIMESCALE_URL ?? '';
const NAME = `chengyun_test_${process.pid}`;

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe.skipIf(serverUrl === '')('TimescaleDB (needs CHENGYUN_TEST_TIMESCALE_URL)', () => {
  let store: Store;
  beforeAll(async () => {
    await administer(`CREATE DATABASE ${NAME}`);
    const url = new URL(serverUrl);
    url.pathname = `/${NAME}`;
    store = await createStore({ databaseUrl: url.href, clock: systemClock });
    await migrate(store);
  });
  afterAll(async () => {
    await store.close();
    await administer(`DROP DATABASE ${NAME} WITH (FORCE)`);
  });

  test('observations is a hypertable with one chunk a day', async () => {
    expect(store.flavour()).toMatch(/^timescale/);
    const { rows } = await store.query(
      `SELECT column_name, time_interval = INTERVAL '1 day' AS daily FROM timescaledb_information.dimensions
       WHERE hypertable_name = 'observations'`,
    );
    expect(rows).toEqual([{ column_name: 'at', daily: true }]);
  });

  test('migrating again changes nothing', async () => {
    const before = store.flavour();
    expect(await migrate(store)).toEqual([]);
    expect(store.flavour()).toBe(before);
  });

  describeObservations('TimescaleDB', () => store);
});
