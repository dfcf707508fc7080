/**
 * Runs one service as a process. Every main.ts calls this and nothing else: it reads the common environment, serves
 * the health page, starts the service and ends it in order on SIGTERM or SIGINT.
 *
 * Exit codes: 0 stopped as asked, 2 an operating error at start (one sentence on stderr), 1 anything unexpected.
 */
import { resolve } from 'node:path';
import { DEFAULT_BASE_PORT, type PortName, portOf } from '@chengyun/contracts';
import { type Clock, systemClock } from './clock.ts';
import { type ConfigOf, type ConfigSpec, type Env, int, oneOf, readConfig, secret, text } from './config.ts';
import { createHealthRoutes, createHealthServer, type HealthRoutes, type Readiness } from './health.ts';
import { createLogger, LOG_LEVELS, type Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { AppError, type Service } from './service.ts';

export type ServiceName = Exclude<PortName, 'rtsp' | 'fieldBus' | 'mqtt' | 'postgres'>;

export interface RunContext {
  /** Reads further keys of the environment; see config.ts. */
  readonly config: <S extends ConfigSpec>(spec: S) => ConfigOf<S>;
  readonly env: Env;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly basePort: number;
  /** Absolute path of the folder in which the installation keeps its files. */
  readonly dataDir: string;
  /** CHENGYUN_DATABASE_URL; throws AppError CONFIG when it is not set. */
  readonly databaseUrl: () => string;
  /** The three health routes, for a service that has an HTTP server of its own (the console). */
  readonly health: HealthRoutes;
}

export type RunnableService = Service & {
  readonly ready?: () => Readiness;
  /** What it answers on its health page beside the three common paths. */
  readonly routes?: HealthRoutes;
};
export type BuildService = (context: RunContext) => Promise<RunnableService>;

/** The part of `process` that running a service needs; replaced in tests. */
export interface Host {
  readonly env: Env;
  on(event: string, listener: (reason: unknown) => void): unknown;
  exit(code: number): void;
  readonly stderr: { write(line: string): unknown };
}

const COMMON = {
  CHENGYUN_BASE_PORT: int({ default: DEFAULT_BASE_PORT, min: 1, max: 65_000 }),
  CHENGYUN_HOME: text({ default: 'data' }),
  CHENGYUN_LOG_LEVEL: oneOf(LOG_LEVELS, { default: 'info' }),
};

/** A service that cannot end within this time is ended by force; the log and the outbox survive that. */
const STOP_MS_MAX = 20_000;

export async function runService(name: ServiceName, build: BuildService, host: Host = process): Promise<void> {
  let leaving = false;
  let service: RunnableService | null = null;
  let started = false;
  let stopHealth = async () => {};
  let logger: Logger | null = null;

  const leave = async (code: number) => {
    if (leaving) return;
    leaving = true;
    const force = setTimeout(() => host.exit(code === 0 ? 1 : code), STOP_MS_MAX);
    force.unref();
    try {
      await service?.stop();
      await stopHealth();
    } catch (error) {
      logger?.error({ err: error }, 'could not stop in order');
      host.exit(1);
      return;
    }
    clearTimeout(force);
    host.exit(code);
  };
  const fail = (error: unknown) => {
    if (error instanceof AppError && !started) {
      host.stderr.write(`${error.message}\n`);
      return leave(2);
    }
    if (logger === null) host.stderr.write(`${name} failed: ${String(error)}\n`);
    logger?.fatal({ err: error }, `${name} failed`);
    return leave(1);
  };
  host.on('SIGTERM', () => void leave(0));
  host.on('SIGINT', () => void leave(0));
  // The launcher is gone: nobody would stop this process any more.
  host.on('disconnect', () => void leave(0));
  host.on('uncaughtException', (error) => void fail(error));
  host.on('unhandledRejection', (error) => void fail(error));

  try {
    const common = readConfig(host.env, COMMON);
    const basePort = common.CHENGYUN_BASE_PORT;
    logger = createLogger(name, common.CHENGYUN_LOG_LEVEL);
    const metrics = createMetrics(name, { process: true });
    const ready = (): Readiness => {
      if (leaving) return { ok: false, detail: 'stopping' };
      if (!started) return { ok: false, detail: 'starting' };
      return service?.ready?.() ?? { ok: true, detail: 'running' };
    };
    const health = createHealthRoutes(metrics, ready);
    if (name !== 'console') {
      const routes: HealthRoutes = async (path, query) =>
        (await health(path)) ?? (await service?.routes?.(path, query)) ?? null;
      const server = createHealthServer({ name, port: portOf(name, basePort), routes });
      await server.start();
      stopHealth = () => server.stop();
    }
    service = await build({
      config: (spec) => readConfig(host.env, spec),
      env: host.env,
      logger,
      metrics,
      clock: systemClock,
      basePort,
      dataDir: resolve(common.CHENGYUN_HOME),
      databaseUrl: () => readConfig(host.env, { CHENGYUN_DATABASE_URL: secret() }).CHENGYUN_DATABASE_URL,
      health,
    });
    // A signal may arrive while the service is being built; then it must not start any more.
    if (leaving) return await service.stop();
    await service.start();
    started = true;
    logger.info({ basePort }, `${name} is running`);
  } catch (error) {
    await fail(error);
  }
}
