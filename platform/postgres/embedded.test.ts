import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../service/clock.ts';
import { silentLogger } from '../service/logger.ts';
import { createStore } from '../store/store.ts';
import { freePort } from '../testing/test-database.ts';
import { findBinaries } from './binaries.ts';
import { createEmbeddedPostgres, type EmbeddedPostgres, removeCluster } from './embedded.ts';
import { isAlive, readPostmasterFile } from './leftover.ts';
import { placeServer } from './placement.ts';

// Recovery waits for the disk, which may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

let dataDir = '';
let postgres: EmbeddedPostgres;
let port = 0;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chengyun-embedded-'));
  await chmod(dataDir, 0o755);
  port = await freePort();
  postgres = createEmbeddedPostgres({ dataDir, port, logger: silentLogger });
});
afterEach(async () => {
  await postgres.stop();
  await removeCluster(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const postmasterPid = async () => (await readPostmasterFile(join(dataDir, 'postgres')))?.pid ?? 0;

test('it starts with durable settings on loopback, keeps its data and stops for good', async () => {
  const { databaseUrl } = await postgres.start();
  expect(databaseUrl).toMatch(new RegExp(`^postgres://postgres:[^@]+@127.0.0.1:${port}/chengyun$`));
  const settings = ['fsync', 'synchronous_commit', 'jit', 'listen_addresses', 'shared_buffers', 'server_encoding'];
  const shown = await query(
    databaseUrl,
    `SELECT name, current_setting(name) AS value FROM unnest('{${settings}}'::text[]) AS name`,
  );
  expect(shown).toEqual(
    ['on', 'on', 'off', '127.0.0.1', '128MB', 'UTF8'].map((value, n) => ({ name: settings[n], value })),
  );
  await query(databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
  const pid = await postmasterPid();
  await postgres.stop();
  expect(isAlive(pid)).toBe(false);
  await postgres.stop();
  const again = await postgres.start();
  expect(again.databaseUrl).toBe(databaseUrl);
  expect(await query(databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  const wrong = databaseUrl.replace(/:[^:@]+@/, ':guess@');
  await expect(query(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('a server that is killed comes back by itself with what was committed', async () => {
  const { databaseUrl } = await postgres.start();
  await query(databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
  process.kill(await postmasterPid(), 'SIGKILL');
  const store = await createStore({ databaseUrl, clock: systemClock, waitMs: 20_000 });
  expect((await store.query('SELECT n FROM kept')).rows).toEqual([{ n: 42 }]);
  await store.close();
});

test('a stale lock file does not keep it from starting', async () => {
  const { databaseUrl } = await postgres.start();
  await query(databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS n');
  const pid = await postmasterPid();
  const lock = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  await postgres.stop();
  expect(isAlive(pid)).toBe(false);
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), lock);
  await postgres.start();
  expect(await query(databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
});

test('a lock file that names a stranger is removed, and the stranger is left alone', async () => {
  await postgres.start();
  await postgres.stop();
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n/elsewhere\n0\n0\n`);
  await postgres.start();
  expect(await postmasterPid()).not.toBe(process.pid);
});

test('the server of a killed launcher is stopped by the next start', async () => {
  const script = `
    import { createEmbeddedPostgres } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)};
    import { silentLogger } from ${JSON.stringify(new URL('../service/logger.ts', import.meta.url).href)};
    await createEmbeddedPostgres({ dataDir: process.argv[1], port: ${port}, logger: silentLogger }).start();
    process.stdout.write('running');
    setInterval(() => {}, 1000);`;
  const args = ['--input-type=module-typescript', '-e', script, dataDir];
  const launcher = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(launcher.stdout, 'data');
  const left = await postmasterPid();
  await expect(postgres.start()).rejects.toThrow(`is in use by the running process ${launcher.pid}.`);
  launcher.kill('SIGKILL');
  await once(launcher, 'exit');
  expect(isAlive(left)).toBe(true);
  const { databaseUrl } = await postgres.start();
  expect(isAlive(left)).toBe(false);
  expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a taken port is one sentence that names it', async () => {
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  await expect(postgres.start()).rejects.toThrow(`Port ${port}, meant for PostgreSQL, is already in use.`);
  other.close();
});

test('a cluster of another major version is refused in one sentence', async () => {
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9\n');
  await expect(postgres.start()).rejects.toThrow(
    /was made by PostgreSQL 9 and this is \d+; move it over with a dump\.$/,
  );
});

test('behind a closed folder both binaries and data move, and a file says where', async () => {
  const closed = join(dataDir, 'closed');
  await mkdir(closed, { mode: 0o700 });
  const real = await findBinaries();
  const rootDir = join(closed, 'native');
  await mkdir(join(rootDir, 'bin'), { recursive: true });
  for (const name of ['postgres', 'initdb']) await writeFile(join(rootDir, 'bin', name), `#!/bin/sh\n# ${name}\n`);
  const binaries = { rootDir, postgres: join(rootDir, 'bin', 'postgres'), initdb: join(rootDir, 'bin', 'initdb') };
  const user = { uid: process.getuid?.() === 0 ? 65_533 : (process.getuid?.() ?? 0) + 1, gid: 65_533 };
  const home = { dataDir: join(closed, 'data'), user: null, logger: silentLogger, systemDir: join(dataDir, 'system') };
  expect(await placeServer({ ...home, binaries: real })).toMatchObject({
    clusterDir: join(closed, 'data', 'postgres'),
  });
  if (process.getuid?.() !== 0) return;
  const placed = await placeServer({ ...home, binaries, user });
  expect(placed.clusterDir).toMatch(new RegExp(`^${join(dataDir, 'system')}/[0-9a-f]{12}/data$`));
  expect(await readFile(placed.binaries.postgres, 'utf8')).toContain('postgres');
  expect((await stat(placed.binaries.initdb)).mode & 0o111).toBe(0o111);
  expect(await readFile(join(closed, 'data', 'postgres-location.txt'), 'utf8')).toContain(
    `data: ${placed.clusterDir}\n`,
  );
});
