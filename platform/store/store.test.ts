import { expect, test } from 'vitest';
import { systemClock } from '../service/clock.ts';
import { freePort, withTestDatabase } from '../testing/test-database.ts';
import { readCursor, writeCursor } from './cursors.ts';
import { migrate } from './migrate.ts';
import { loadSnapshot, saveSnapshot } from './snapshots.ts';
import { createStore } from './store.ts';

const database = withTestDatabase();

test('a transaction that fails leaves nothing, and its connection goes back to the pool', async () => {
  const store = database.store();
  for (let n = 0; n < 20; n++) {
    const failing = store.tx(async (client) => {
      await writeCursor(client, 'archive', 'telemetry', 0, 99);
      await client.query('SELECT 1 / 0');
    });
    await expect(failing).rejects.toThrow('division by zero');
  }
  expect(await readCursor(store, 'archive', 'telemetry', 0)).toBe(0);
});

test('a connection cut in the middle of a transaction is an error of that transaction only', async () => {
  const store = database.store();
  const cut = store.tx(async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await store.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await client.query('SELECT 1');
  });
  await expect(cut).rejects.toThrow();
  expect((await store.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('a cursor moves with its effect', async () => {
  const store = database.store();
  await store.tx(async (client) => {
    await writeCursor(client, 'archive', 'telemetry', 1, 2 ** 40);
    expect(await readCursor(client, 'archive', 'telemetry', 1)).toBe(2 ** 40);
  });
  expect(await readCursor(store, 'archive', 'telemetry', 1)).toBe(2 ** 40);
  expect(await readCursor(store, 'analytics', 'telemetry', 1)).toBe(0);
});

test('a snapshot comes back with its offsets and is replaced by the next one', async () => {
  const store = database.store();
  expect(await loadSnapshot(store, 'analytics')).toBeNull();
  for (const size of [10, 200_000]) {
    const state = Uint8Array.from({ length: size }, (_, n) => n % 251);
    await store.tx((client) => saveSnapshot(client, 'analytics', { 'telemetry/0': size, 'facts/0': 3 }, state));
    const loaded = await loadSnapshot(store, 'analytics');
    expect(loaded?.offsets).toEqual({ 'telemetry/0': size, 'facts/0': 3 });
    expect(Buffer.compare(loaded?.state ?? Buffer.alloc(0), state)).toBe(0);
  }
});

test('several services may migrate at once and a changed migration is refused', async () => {
  const store = database.store();
  expect(await Promise.all([migrate(store), migrate(store), migrate(store)])).toEqual([[], [], []]);
  expect(store.flavour()).toBe('postgres');
  await store.query(`UPDATE migrations SET sha256 = 'another' WHERE name = '0001-first.sql'`);
  await expect(migrate(store)).rejects.toThrow('Migration 0001-first.sql was changed after it had been applied');
});

test('an unreachable database, a wrong password and a bad URL are one sentence without the password', async () => {
  const port = await freePort();
  const options = { clock: systemClock, waitMs: 0 };
  await expect(createStore({ ...options, databaseUrl: `postgres://me:secret@127.0.0.1:${port}/city` })).rejects.toThrow(
    new RegExp(`^The database at 127.0.0.1:${port}/city does not answer: [^\n]*\\.$`),
  );
  const url = new URL(database.databaseUrl());
  url.password = 'wrong-secret';
  const refused = createStore({ ...options, databaseUrl: url.href, waitMs: 60_000 });
  await expect(refused).rejects.toThrow(/^The database at [^ ]+ refuses us: (?!.*wrong-secret).*\.$/);
  await expect(createStore({ ...options, databaseUrl: 'city' })).rejects.toMatchObject({ code: 'CONFIG' });
});

test('the store waits for a server that is still starting', async () => {
  const port = await freePort();
  const url = new URL(database.databaseUrl());
  const { createServer, connect } = await import('node:net');
  const target = { host: url.hostname, port: Number(url.port) };
  url.port = String(port);
  const waiting = createStore({ databaseUrl: url.href, clock: systemClock, waitMs: 10_000 });
  const relay = createServer((socket) => {
    const upstream = connect(target);
    socket.pipe(upstream).pipe(socket);
    for (const end of [socket, upstream]) end.on('error', () => end.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve));
  const store = await waiting;
  expect((await store.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await store.close();
  await new Promise((resolve) => relay.close(resolve));
});
