/**
 * The door to the database: a pool, transactions and which kind of server it is. `createStore` waits for a server that
 * is still starting; afterwards errors go to the caller, who knows what may be retried.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Clock } from '../service/clock.ts';
import { type Logger, silentLogger } from '../service/logger.ts';
import { AppError } from '../service/service.ts';
import { type Flavour, readFlavour } from './timescale.ts';

export interface StoreOptions {
  readonly databaseUrl: string;
  /** Connections kept at most; the embedded server offers 60 to all services together. */
  readonly poolMax?: number;
  readonly clock: Clock;
  readonly logger?: Logger;
  /** How long to wait for a server that does not answer yet, milliseconds. */
  readonly waitMs?: number;
}

/** Whatever can run a query: the store itself or the client of a transaction. */
export interface Queryable {
  query<R extends pg.QueryResultRow>(query: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult<R>>;
}

export interface Store extends Queryable {
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Runs `fn` in one transaction; an error rolls back. */
  tx<T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** As found at the start and after `migrate`. */
  flavour(): Flavour;
  refreshFlavour(): Promise<Flavour>;
  close(): Promise<void>;
}

const BACKOFF_MS_MAX = 1000;
/** Wrong password, no such role, no such database: waiting does not help. */
const HOPELESS = new Set(['28P01', '28000', '3D000', '42501']);

/** bigint comes as a number: offsets and milliseconds stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** The settings of every connection to the store; also for the ones outside of the pool (LISTEN). */
export function clientConfig(databaseUrl: string): pg.ClientConfig {
  return { connectionString: databaseUrl, types, keepAlive: true, connectionTimeoutMillis: 5000 };
}

/** Where the database is, without the password. */
export function addressOf(databaseUrl: string): string {
  try {
    const { hostname, port, pathname } = new URL(databaseUrl);
    return `${hostname}:${port || 5432}${pathname}`;
  } catch {
    throw new AppError('CONFIG', 'CHENGYUN_DATABASE_URL is not a URL of the form postgres://user:password@host/name.');
  }
}

/** Throws AppError DATABASE, in one sentence, when the server does not answer in time or refuses the login. */
export async function createStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, poolMax = 6, clock, logger = silentLogger, waitMs = 30_000 } = options;
  const address = addressOf(databaseUrl);
  const pool = new pg.Pool({ ...clientConfig(databaseUrl), max: poolMax });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
  // Between the pool handing a connection out and its user listening, a cut that arrives with the very bytes that made
  // the connection ready would find no listener and end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => logger.debug({ err: error }, 'a database connection was lost'));
  });

  let flavour: Flavour;
  const deadlineMs = clock.monotonicMs() + waitMs;
  for (let backoffMs = 50; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MS_MAX)) {
    try {
      flavour = await readFlavour(pool);
      break;
    } catch (cause) {
      const { code = '', message } = cause as { code?: string; message: string };
      const hopeless = HOPELESS.has(code);
      if (hopeless || clock.monotonicMs() >= deadlineMs) {
        await pool.end();
        const verb = hopeless ? 'refuses us' : 'does not answer';
        throw new AppError('DATABASE', `The database at ${address} ${verb}: ${message || code}.`, {
          retryable: !hopeless,
          cause,
        });
      }
      await sleep(backoffMs);
    }
  }

  let closing: Promise<void> | null = null;
  return {
    pool,
    databaseUrl,
    clock,
    logger,
    query: (query, values) => pool.query(query, values),
    tx: (fn) => runTransaction(pool, fn),
    flavour: () => flavour,
    refreshFlavour: async () => {
      flavour = await readFlavour(pool);
      return flavour;
    },
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}

async function runTransaction<T>(pool: pg.Pool, fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection cut while no query runs is reported by this event only.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await fn(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
