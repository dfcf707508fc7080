/**
 * A real PostgreSQL server from npm packages as a child of this process. Should the server die it is started again.
 * It survives a crash of this process on purpose (the data stays whole); the next `start` on the same folder stops
 * what was left and begins cleanly.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../service/logger.ts';
import { AppError } from '../service/service.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, serverArguments, spawnOptions } from './cluster.ts';
import { clearLeftover, readPostmasterFile } from './leftover.ts';
import { type Placement, placeServer } from './placement.ts';
import { keepSecret } from './secrets.ts';
import { type ServerUser, serverUser } from './server-user.ts';

export interface EmbeddedPostgresOptions {
  /** The installation's folder; the cluster is in `postgres/` below it unless the server's user cannot reach it. */
  readonly dataDir: string;
  readonly port: number;
  readonly logger: Logger;
}

export interface EmbeddedPostgres {
  /** Creates the cluster and the database `chengyun` when needed. Throws AppError with one sentence for people. */
  start(): Promise<{ readonly databaseUrl: string }>;
  stop(): Promise<void>;
}

const POLL_MS = 20;
/** Recovery after a crash replays at most max_wal_size; a minute is plenty. */
const START_POLLS_MAX = 3000;
const START_ATTEMPTS_MAX = 20;
const STOP_MS_MAX = 30_000;
const RESTART_MS = 1000;

export function createEmbeddedPostgres(options: EmbeddedPostgresOptions): EmbeddedPostgres {
  const { dataDir, port, logger } = options;
  let server: ChildProcess | null = null;
  let isWanted = false;
  let restarting: Promise<void> | null = null;

  const launch = async (placement: Placement, user: ServerUser | null): Promise<ChildProcess> => {
    const logPath = `${placement.clusterDir}.log`;
    const args = await serverArguments(placement, user, port);
    for (let attempt = 1; ; attempt++) {
      const log = await open(logPath, 'w', 0o640);
      // Detached: an interrupt typed at the terminal must reach the services first and the database last.
      const child = spawn(placement.binaries.postgres, args, {
        ...spawnOptions(user, placement.clusterDir),
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
      });
      await log.close();
      const failure = await waitUntilReady(child, placement.clusterDir);
      if (failure === null) return child;
      const said = (await readFile(logPath, 'utf8')).trim();
      // After a kill of the postmaster its backends need a moment to notice.
      if (said.includes('shared memory block') && attempt < START_ATTEMPTS_MAX) {
        await sleep(250);
        continue;
      }
      const reason = said.split('\n').findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? failure;
      throw new AppError('POSTGRES_START', `PostgreSQL in ${placement.clusterDir} does not start: ${reason}.`);
    }
  };

  const run = async (placement: Placement, user: ServerUser | null): Promise<void> => {
    const child = await launch(placement, user);
    server = child;
    const onExit = () => {
      if (server !== child || !isWanted) return;
      server = null;
      logger.error({ code: child.exitCode, signal: child.signalCode }, 'PostgreSQL ended by itself, starting it again');
      restarting = restart(placement, user);
    };
    if (child.exitCode !== null || child.signalCode !== null) onExit();
    else child.once('exit', onExit);
  };
  const restart = async (placement: Placement, user: ServerUser | null): Promise<void> => {
    while (isWanted && server === null) {
      try {
        await clearLeftover(placement.clusterDir, `${placement.clusterDir}.owner`, logger);
        await run(placement, user);
      } catch (error) {
        logger.error({ err: error }, 'PostgreSQL does not come back, trying again');
        await sleep(RESTART_MS);
      }
    }
  };

  return {
    async start() {
      if (isWanted) throw new AppError('POSTGRES_START', 'PostgreSQL was started twice.');
      const [binaries, user] = await Promise.all([findBinaries(), serverUser()]);
      const placement = await placeServer({ dataDir, binaries, user, logger });
      const { clusterDir } = placement;
      const ownerFile = `${clusterDir}.owner`;
      await clearLeftover(clusterDir, ownerFile, logger);
      await assertPortIsFree(port);
      const password = await keepSecret(dataDir, 'postgresPassword');
      await ensureCluster(placement, user, password);
      if (user !== null) await chown(clusterDir, user.uid, user.gid);
      await chmod(clusterDir, 0o700);
      await writeFile(ownerFile, String(process.pid));
      await run(placement, user);
      isWanted = true;
      try {
        await ensureDatabase(port, password, dataDir);
      } catch (error) {
        await this.stop();
        throw error;
      }
      logger.info({ port, clusterDir }, 'PostgreSQL is running');
      return { databaseUrl: `postgres://postgres:${password}@127.0.0.1:${port}/chengyun` };
    },
    async stop() {
      isWanted = false;
      await restarting;
      const child = server;
      server = null;
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGINT');
      const force = setTimeout(() => child.kill('SIGQUIT'), STOP_MS_MAX);
      await exited;
      clearTimeout(force);
    },
  };
}

/** Null when the server accepts connections, else why it does not. */
async function waitUntilReady(child: ChildProcess, clusterDir: string): Promise<string | null> {
  let failure: string | null = null;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? `exit code ${code}`}`;
  });
  for (let poll = 0; poll < START_POLLS_MAX && failure === null; poll++) {
    const file = await readPostmasterFile(clusterDir);
    if (file?.pid === child.pid && file?.state === 'ready') return null;
    await sleep(POLL_MS);
  }
  if (failure === null) child.kill('SIGQUIT');
  return failure ?? 'it is not ready after a minute';
}

async function assertPortIsFree(port: number): Promise<void> {
  const probe = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  probe.once('error', (cause) =>
    reject(new AppError('PORT_TAKEN', `Port ${port}, meant for PostgreSQL, is already in use.`, { cause })),
  );
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  return promise;
}

async function ensureDatabase(port: number, password: string, dataDir: string): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  try {
    await client.connect();
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'chengyun'`);
    if (rowCount === 0) await client.query('CREATE DATABASE chengyun');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `PostgreSQL refuses the password in ${join(dataDir, 'secrets.json')}: ${why}.`;
    throw new AppError('POSTGRES_LOGIN', message, { cause });
  } finally {
    await client.end();
  }
}

/** Removes a cluster and everything beside it; for tests and `chengyun reset`. The server must be stopped. */
export async function removeCluster(dataDir: string): Promise<void> {
  const locationPath = join(dataDir, 'postgres-location.txt');
  const text = await readFile(locationPath, 'utf8').catch(() => '');
  const clusterDir = /^data: (.+)$/m.exec(text)?.[1];
  if (clusterDir === undefined) return;
  // What was moved out of a closed folder has a folder of its own, see placement.ts.
  const awayDir = /^\w+: (.+\/[0-9a-f]{12})\/(?:data|pg)$/m.exec(text)?.[1];
  const paths = [clusterDir, `${clusterDir}.log`, `${clusterDir}.owner`, locationPath];
  if (awayDir !== undefined) paths.push(awayDir);
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })));
}
