/**
 * The kill drill: a whole installation under load, of which something is killed without warning at random moments
 * (edge, ingest, archive, analytics, console, database). Afterwards nothing may be lost, nothing may be there twice,
 * and the alarms must be those of an undisturbed run over the same log.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@chengyun/basemap/random.ts';
import { type PortName, portOf, type Timeline } from '@chengyun/contracts';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { enrolDevices } from '@chengyun/platform/store/enrol.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { createStore, type Store } from '@chengyun/platform/store/store.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import { mqttUrlOf } from '../installation.ts';
import { createDatabase } from '../launcher/database.ts';
import { registerDomains } from '../launcher/exercise.ts';
import { createLogFile } from '../launcher/log-file.ts';
import { CENTRE, servicePlans } from '../launcher/services.ts';
import { createSupervised, type ProcessPlan, type Supervised } from '../launcher/supervisor.ts';
import { waitReady } from '../launcher/wait-ready.ts';
import { ROOT } from '../root.ts';
import type { StationPlan } from './station.ts';
import { type AlarmComparison, type Comparison, compareAlarms, compareReadings, SAID_METRIC } from './verify.ts';

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly basePort: number;
  readonly dataDir: string;
  readonly note: (text: string) => void;
  /** Ends the drill early and in order; the report then covers what was done. */
  readonly signal: AbortSignal;
}

export interface KillReport {
  readonly kills: Readonly<Record<string, number>>;
  readonly readings: Comparison;
  readonly alarms: AlarmComparison;
  readonly ok: boolean;
}

const ASSETS = ['gauge-huangpu-park', 'gauge-wusongkou', 'gauge-gaoqiao', 'gauge-sanjiagang'];
const PACE = 600;
/** Moments between two kills; short enough to hit recoveries, long enough to get work done in between. */
const BETWEEN_MS_MIN = 300;
const BETWEEN_MS_MAX = 2_500;
const READY_MS_MAX = 60_000;
const SETTLE_MS_MAX = 120_000;
const SETTLE_POLL_MS = 1_000;
const LAST_TICKS_MS = 3_000;
const clock = systemClock;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function runKillDrill(options: KillOptions): Promise<KillReport> {
  const { basePort, dataDir, note } = options;
  mkdirSync(dataDir, { recursive: true });
  const accepted = new Set<string>();
  const database = createDatabase({ dataDir, basePort });
  const databaseUrl = await database.start();
  const store = await createStore({ databaseUrl, poolMax: 2, clock });
  await migrate(store);
  await registerDomains(store);
  const timeline = await openTimeline(store);
  const station = await planStation(store, timeline, options);

  const onLine = (_: string, line: string) => {
    if (line.startsWith('accepted ')) accepted.add(line.slice('accepted '.length));
  };
  const supervise = (plan: ProcessPlan) =>
    createSupervised(plan, { clock, logFile: createLogFile(join(dataDir, 'logs', `${plan.name}.log`)), onLine });
  const centre = servicePlans({ basePort, dataDir, databaseUrl, names: CENTRE, env: {} }).map(supervise);
  const edge = supervise(station);
  const processes: Supervised[] = [...centre, edge];
  try {
    for (const one of centre) one.start();
    await waitReady(centre, READY_MS_MAX, clock);
    edge.start();

    const kills: Record<string, number> = {};
    const random = createRandom(options.seed);
    for (let i = 0; i < options.kills && !options.signal.aborted; i++) {
      await sleep(BETWEEN_MS_MIN + random() * (BETWEEN_MS_MAX - BETWEEN_MS_MIN));
      const index = Math.floor(random() * (processes.length + 1));
      const target = processes[index];
      const name = target?.name ?? 'database';
      kills[name] = (kills[name] ?? 0) + 1;
      note(`  kill ${i + 1} of ${options.kills}: ${name} (${accepted.size} readings accepted)`);
      if (target) {
        const pid = target.pid();
        if (pid !== null) process.kill(pid, 'SIGKILL');
        continue;
      }
      await killDatabase(store);
    }
    note('  letting everything come to rest');
    await waitReady(centre, READY_MS_MAX, clock);
    await edge.stop();
    const log = createPostgresLog(store, { partitions: partitionCounts(process.env) });
    await settle(store, timeline, accepted);
    // Without ingest no more ticks come; the engine then reaches the end of the log.
    await centre.find((one) => one.name === 'ingest')?.stop();
    await sleep(LAST_TICKS_MS);
    for (const one of centre) await one.stop();
    const readings = await compareReadings(store, timeline.id, accepted);
    const alarms = await compareAlarms(log, timeline.id);
    await log.close();
    const ok = readings.lost === 0 && readings.twice === 0 && alarms.identical && alarms.alarms > 0;
    return { kills, readings, alarms, ok };
  } finally {
    for (const one of processes) await one.stop();
    await store.close();
    await database.stop();
  }
}

async function openTimeline(store: Store): Promise<Timeline> {
  const timeline: Timeline = {
    id: 'exercise:kills',
    kind: 'exercise',
    clock: 'wall',
    pace: PACE,
    anchorWallMs: clock.nowMs(),
    anchorTimelineMs: Date.UTC(2026, 0, 1),
    conductor: null,
    label: 'kills',
    endedAtMs: null,
  };
  await putTimeline(store, timeline);
  return timeline;
}

async function planStation(store: Store, timeline: Timeline, options: KillOptions): Promise<ProcessPlan> {
  const { basePort, dataDir } = options;
  const devices = ASSETS.map((asset) => ({
    id: `kill-${asset}`,
    kind: 'sensor' as const,
    timeline: timeline.id,
    assets: [asset],
  }));
  const folder = join(dataDir, 'edge');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (device: string) => join(folder, `${device}.json`);
  for (const one of await enrolDevices(store, devices, clock)) {
    writeFileSync(fileOf(one.device), `${JSON.stringify(one)}\n`, { mode: 0o600 });
  }
  const plan: StationPlan = {
    mqttUrl: mqttUrlOf(basePort),
    outboxDir: join(folder, 'outbox'),
    timeline,
    metric: SAID_METRIC,
    devices: devices.map(({ id, assets }) => ({ device: id, asset: assets[0] ?? '', credentialsFile: fileOf(id) })),
  };
  return {
    name: 'edge',
    script: join(ROOT, 'ops', 'chaos', 'station.ts'),
    env: { CHENGYUN_CHAOS_STATION: JSON.stringify(plan) },
    readyUrl: `http://127.0.0.1:${portOf('ingest' satisfies PortName, basePort)}/readyz`,
  };
}

/** Kills the server process itself; its backends follow when they notice, and the embedded server starts again. */
async function killDatabase(store: Store): Promise<void> {
  const rows = await store.query<{ pid: number }>('SELECT pg_backend_pid() AS pid').then(
    (result) => result.rows,
    () => null,
  );
  // It is still coming back from the kill before.
  if (rows === null) return;
  const parent = execFileSync('ps', ['-o', 'ppid=', '-p', String(rows[0]?.pid)], { encoding: 'utf8' }).trim();
  process.kill(Number(parent), 'SIGKILL');
}

/** Waits until the archive and the engine have caught up with the log. */
async function settle(store: Store, timeline: Timeline, accepted: ReadonlySet<string>): Promise<void> {
  const untilMs = clock.monotonicMs() + SETTLE_MS_MAX;
  let before = -1;
  while (clock.monotonicMs() < untilMs) {
    const { rows } = await store.query<{ behind: number; stored: number }>(
      `SELECT (SELECT coalesce(sum(p.next_offset - coalesce(c.next_offset, 0)), 0)::int FROM log_partitions p
                 LEFT JOIN cursors c ON c.stream = p.stream AND c.partition = p.partition AND c.consumer = 'archive'
                WHERE p.stream = 'telemetry') AS behind,
              (SELECT count(*)::int FROM observations o JOIN series s ON s.id = o.series
                WHERE s.timeline = $1 AND s.metric = $2) AS stored`,
      [timeline.id, SAID_METRIC],
    );
    const { behind = 0, stored = 0 } = rows[0] ?? {};
    // Ticks go on, so the archive is never quite at the end; readings are, once their number stands still.
    if (stored >= accepted.size && stored === before && behind < 100) return;
    before = stored;
    await sleep(SETTLE_POLL_MS);
  }
}
