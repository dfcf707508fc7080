/** An installation of a benchmark's own: embedded PostgreSQL and those services that the benchmark asks for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PortName, portOf } from '@chengyun/contracts';
import { registerDomains } from '@chengyun/ops/launcher/exercise.ts';
import { createLogFile } from '@chengyun/ops/launcher/log-file.ts';
import { checkPorts } from '@chengyun/ops/launcher/ports.ts';
import { servicePlans } from '@chengyun/ops/launcher/services.ts';
import { createSupervised, type Supervised } from '@chengyun/ops/launcher/supervisor.ts';
import { waitReady } from '@chengyun/ops/launcher/wait-ready.ts';
import { createEmbeddedPostgres } from '@chengyun/platform/postgres/embedded.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { createStore, type Store } from '@chengyun/platform/store/store.ts';
import { cpuMsOf } from './process-cpu.ts';

export interface BenchInstallation {
  readonly dataDir: string;
  readonly basePort: number;
  readonly mqttPort: number;
  readonly store: Store;
  /** Returns when all of them are ready. */
  start(names: readonly PortName[]): Promise<void>;
  /** Ends these services; the others go on. */
  stop(names: readonly PortName[]): Promise<void>;
  /** CPU time that a service has used, ms; null where the system does not tell. */
  cpuMs(name: PortName): number | null;
  /** Throws AppError RESTARTED when a service died meanwhile: its figures would mean nothing. */
  assertSteady(): void;
  close(): Promise<void>;
}

const READY_MS_MAX = 180_000;
/** It is thrown away afterwards: whoever acts in it by script need not choose a new password first. */
const SHORT_LIVED = { console: { CHENGYUN_FIRST_PASSWORDS: 'keep' } };

export async function openInstallation(options: { basePort: number; dataDir: string }): Promise<BenchInstallation> {
  const { basePort, dataDir } = options;
  await checkPorts(basePort);
  const database = createEmbeddedPostgres({ dataDir, port: portOf('postgres', basePort), logger: silentLogger });
  const { databaseUrl } = await database.start();
  let running: Supervised[] = [];
  const logPath = (name: string) => join(dataDir, 'logs', `${name}.log`);
  const stopAll = async (out: readonly Supervised[]) => {
    running = running.filter((one) => !out.includes(one));
    for (const one of [...out].reverse()) await one.stop();
  };
  try {
    const store = await createStore({ databaseUrl, poolMax: 4, clock: systemClock });
    await migrate(store);
    await registerDomains(store);
    return {
      dataDir,
      basePort,
      mqttPort: portOf('mqtt', basePort),
      store,
      start: async (names) => {
        const started = servicePlans({ basePort, dataDir, databaseUrl, names, env: SHORT_LIVED }).map((plan) =>
          createSupervised(plan, { clock: systemClock, logFile: createLogFile(logPath(plan.name)), onLine: () => {} }),
        );
        running.push(...started);
        for (const one of started) one.start();
        await waitReady(started, READY_MS_MAX, systemClock);
      },
      stop: (names) => stopAll(running.filter((one) => names.some((name) => name === one.name))),
      cpuMs: (name) => {
        const pid = running.find((one) => one.name === name)?.pid() ?? null;
        return pid === null ? null : cpuMsOf(pid);
      },
      assertSteady: () => {
        const died = running.find((one) => one.restarts() > 0);
        if (!died) return;
        const said = readFileSync(logPath(died.name), 'utf8').trim().split('\n').at(-1);
        throw new AppError('RESTARTED', `${died.name} died during the measurement; it said last: ${said}`);
      },
      close: async () => {
        await stopAll(running);
        await store.close();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}
