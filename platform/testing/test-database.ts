/**
 * A real PostgreSQL for tests: one embedded server per test process, a fresh database per call. The server is started
 * by the first call and stopped after the last suite of the file.
 *
 *     const database = withTestDatabase();
 *     test('...', async () => { const store = database.store(); ... });
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createEmbeddedPostgres, type EmbeddedPostgres, removeCluster } from '../postgres/embedded.ts';
import { systemClock } from '../service/clock.ts';
import { silentLogger } from '../service/logger.ts';
import { migrate } from '../store/migrate.ts';
import { createStore, type Store } from '../store/store.ts';

interface TestServer {
  readonly dataDir: string;
  readonly postgres: EmbeddedPostgres;
  readonly databaseUrl: string;
}

export interface TestDatabase {
  /** The migrated store; open during the tests of the suite. */
  readonly store: () => Store;
  readonly databaseUrl: () => string;
}

const CLOSE_MS_MAX = 20_000;

let server: Promise<TestServer> | null = null;
let suites = 0;
let databases = 0;

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function startServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chengyun-test-'));
  // When the tests run as root, the server's user must reach the folder.
  await chmod(dataDir, 0o755);
  const postgres = createEmbeddedPostgres({ dataDir, port: await freePort(), logger: silentLogger });
  const { databaseUrl } = await postgres.start();
  return { dataDir, postgres, databaseUrl };
}

async function stopServer({ dataDir, postgres }: TestServer): Promise<void> {
  await postgres.stop();
  await removeCluster(dataDir);
  await rm(dataDir, { recursive: true, force: true });
}

async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${++databases}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

const tooLate = () => sleep(CLOSE_MS_MAX, false, { ref: false });

/** Registers the hooks of the enclosing suite (or file). */
export function withTestDatabase(options: { readonly poolMax?: number } = {}): TestDatabase {
  let store: Store | null = null;
  suites++;
  beforeAll(async () => {
    server ??= startServer();
    const { databaseUrl } = await server;
    store = await createStore({ ...options, databaseUrl: await createDatabase(databaseUrl), clock: systemClock });
    await migrate(store);
  });
  afterAll(async () => {
    suites--;
    const isClosed = await Promise.race([(store?.close() ?? Promise.resolve()).then(() => true), tooLate()]);
    const last = server;
    if (suites === 0 && last !== null) {
      server = null;
      await stopServer(await last);
    }
    // As when a test failed halfway: the server has ended all the same, and nothing is left behind.
    if (!isClosed) throw new Error('A connection to the test database was not given back.');
  });
  const opened = (): Store => {
    if (store === null)
      throw new Error('The test database is there in tests and hooks, not while tests are collected.');
    return store;
  };
  return { store: opened, databaseUrl: () => opened().databaseUrl };
}
