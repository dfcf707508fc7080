/**
 * Starts an installation and keeps it running: database, centre (ingest, archive, analytics, console) and, unless told
 * otherwise, the simulated city with its edge agents. Returns when everything has stopped.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { createStore, type Store } from '@chengyun/platform/store/store.ts';
import { endTimeline } from '@chengyun/platform/store/timelines.ts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import { consoleUrlOf, findRunning, removeRunning, writeRunning } from '../installation.ts';
import { createDatabase } from './database.ts';
import { type Exercise, type ExerciseOptions, prepareExercise, registerDomains, startExercise } from './exercise.ts';
import { createLauncherHealth } from './launcher-health.ts';
import { createLogFile } from './log-file.ts';
import { viewLogLine } from './log-view.ts';
import { checkPorts } from './ports.ts';
import { prepareMap } from './prepare-map.ts';
import { withProgress } from './progress.ts';
import { CENTRE, FORECASTER, SIMULATED_CITY, servicePlans } from './services.ts';
import { createSupervised, type Supervised } from './supervisor.ts';
import { waitReady } from './wait-ready.ts';
import { printWelcome } from './welcome.ts';

export interface UpOptions {
  readonly basePort: number;
  readonly dataDir: string;
  /** Null: no simulated city. */
  readonly scenario: string | null;
  /** Timeline milliseconds per wall millisecond; the scenario's own when null. */
  readonly pace: number | null;
  /** Folder of the city's own map; null: the one that is shipped. */
  readonly map: string | null;
}

const READY_MS_MAX = 60_000;
/** An external server that is starting is waited for, one that is not there is named soon. */
const DATABASE_MS_MAX = 12_000;
const clock = systemClock;

export async function up(options: UpOptions, signal: AbortSignal): Promise<void> {
  const { basePort, dataDir } = options;
  const scenario = options.scenario === null ? null : scenarioNamed(options.scenario);
  const already = findRunning(dataDir);
  if (already) {
    throw new AppError('ALREADY_RUNNING', `A city runs in ${dataDir} already (process ${already.pid}); stop it first.`);
  }
  mkdirSync(dataDir, { recursive: true });
  if (options.map !== null) await withProgress('map', clock, () => prepareMap(options.map!));

  const processes: Supervised[] = [];
  const database = createDatabase({ dataDir, basePort });
  await checkPorts(basePort, database.kind === 'external' ? ['postgres'] : []);
  let store: Store | null = null;
  let exercise: Exercise | null = null;
  const start = (names: typeof CENTRE, databaseUrl: string, env: Parameters<typeof servicePlans>[0]['env']) => {
    const started = servicePlans({ basePort, dataDir, databaseUrl, names, env }).map((plan) =>
      createSupervised(plan, { clock, logFile: createLogFile(join(dataDir, 'logs', `${plan.name}.log`)), onLine }),
    );
    processes.push(...started);
    for (const one of started) one.start();
    return waitReady(started, READY_MS_MAX, clock);
  };

  const health = createLauncherHealth(basePort, processes);
  try {
    await health.start();
    const databaseUrl = await withProgress(`database (${database.kind})`, clock, () => database.start());
    writeRunning(dataDir, { pid: process.pid, basePort, databaseUrl });
    const opened = await createStore({ databaseUrl, poolMax: 3, clock, waitMs: DATABASE_MS_MAX });
    store = opened;
    await migrate(opened);
    await registerDomains(opened);
    const exerciseOptions: ExerciseOptions | null = scenario && {
      ...{ store: opened, clock, scenario, dataDir, basePort },
      pace: options.pace ?? scenario.pace,
    };
    if (exerciseOptions) {
      const prepare = () => prepareExercise(exerciseOptions, () => {});
      exercise = await withProgress('simulated city: 30 days of history', clock, prepare);
    }
    if (signal.aborted) return;
    const mapEnv = options.map === null ? {} : { CHENGYUN_MAP: options.map };
    const consoleEnv = {
      analytics: mapEnv,
      console: { ...mapEnv, ...(exercise ? demonstration(exercise) : {}) },
    };
    await withProgress('centre (ingest, archive, analytics, console)', clock, () =>
      start(CENTRE, databaseUrl, consoleEnv),
    );
    if (exercise && exerciseOptions && scenario) {
      const { sensorConfig, cameraConfig } = await startExercise(exercise, exerciseOptions);
      const env = {
        simulator: { CHENGYUN_SIM_TIMELINE: exercise.timeline.id, CHENGYUN_SIM_SCENARIO: scenario.id },
        edgeSensor: { CHENGYUN_EDGE_SENSOR_CONFIG: sensorConfig },
        edgeCamera: { CHENGYUN_EDGE_CAMERA_CONFIG: cameraConfig },
      };
      await withProgress('simulated city and its edge agents', clock, () => start(SIMULATED_CITY, databaseUrl, env));
    }
    await withProgress('forecasts', clock, () => start(FORECASTER, databaseUrl, {}));
    printWelcome({ dataDir, consoleUrl: consoleUrlOf(basePort), exercise });
    await aborted(signal);
  } finally {
    process.stderr.write('\n  stopping … ');
    for (const one of [...processes].reverse()) await one.stop();
    if (store && exercise) await endTimeline(store, exercise.timeline.id, clock.nowMs()).catch(reportEnd);
    await store?.close();
    await database.stop();
    await health.stop();
    removeRunning(dataDir);
    process.stderr.write('done\n');
  }
}

/** Everybody may look at a simulated city; its first passwords may stay unless the environment says otherwise. */
const demonstration = ({ timeline }: Exercise) => ({
  CHENGYUN_DEFAULT_TIMELINE: timeline.id,
  CHENGYUN_FIRST_PASSWORDS: process.env.CHENGYUN_FIRST_PASSWORDS ?? 'keep',
});

function onLine(service: string, line: string): void {
  const view = viewLogLine(service, line);
  if (view.kind === 'show') process.stderr.write(`  ${view.text}\n`);
  if (view.kind === 'accounts') {
    process.stderr.write('\n  Accounts of this installation (shown only now; also in first-passwords.txt):\n');
    for (const { account, role, password } of view.created.accounts) {
      process.stderr.write(`    ${account.padEnd(12)} ${role.padEnd(12)} ${password}\n`);
    }
  }
}

function reportEnd(error: unknown): void {
  process.stderr.write(`(the exercise could not be marked as ended: ${String(error)}) `);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
