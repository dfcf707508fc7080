/**
 * The camera agent as the process that runs on a box, with as many cameras as wanted and a broker that takes what they
 * say. On a machine with more processors it is held to two of them where `taskset` is installed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { portOf } from '@chengyun/contracts';
import type { CameraConfig } from '@chengyun/edge/camera/config.ts';
import { startTestBroker } from '@chengyun/edge/testing/test-broker.ts';
import { ROOT } from '@chengyun/ops/root.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { ownEnvironment } from '../scratch.ts';

/** What GET /devices says of one camera, as far as it is measured here. */
export interface CameraFigures {
  readonly device: string;
  readonly decoded: number;
  readonly judged: number;
  readonly dropped: number;
  readonly restarts: number;
  readonly health: string | null;
  readonly inferenceMsP95: number | null;
  readonly faults: readonly string[] | null;
  readonly clockDriftMs: number | null;
}

export interface CameraBox {
  readonly pid: number;
  figures(): Promise<readonly CameraFigures[]>;
  stop(): Promise<void>;
}

export interface CameraBoxOptions {
  readonly basePort: number;
  /** An empty folder that exists. */
  readonly folder: string;
  /** Empty: the weights lie beside their manifest. */
  readonly weightsDir: string;
  readonly cameras: readonly Omit<Partial<CameraConfig>, 'device'>[];
  /** Fields of the agent's own configuration. */
  readonly agent?: Readonly<Record<string, unknown>>;
}

const START_MS_MAX = 60_000;
const CORES_MAX = 2;

export async function startCameraBox(options: CameraBoxOptions): Promise<CameraBox> {
  const { basePort, folder, weightsDir } = options;
  const broker = await startTestBroker();
  mkdirSync(folder, { recursive: true });
  const cameras = options.cameras.map((camera, index) => {
    const device = `bench-camera-${index + 1}`;
    const credentialsFile = join(folder, `${device}.json`);
    writeFileSync(credentialsFile, JSON.stringify({ device, secret: 'of a benchmark' }), { mode: 0o600 });
    return { ...camera, device, credentialsFile };
  });
  const configPath = join(folder, 'cameras.json');
  const config = { mqttUrl: broker.url, outboxDir: join(folder, 'outbox'), ...options.agent, cameras };
  writeFileSync(configPath, JSON.stringify(config));
  const child = spawn(...twoCores([process.execPath, join(ROOT, 'edge/camera/main.ts')]), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...ownEnvironment(),
      ...{ CHENGYUN_EDGE_CAMERA_CONFIG: configPath, CHENGYUN_MODELS_DIR: weightsDir },
      ...{ CHENGYUN_BASE_PORT: String(basePort), CHENGYUN_HOME: folder, CHENGYUN_LOG_LEVEL: 'error' },
    },
  });
  const url = `http://127.0.0.1:${portOf('edgeCamera', basePort)}`;
  const stop = async () => {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    if (child.exitCode === null) await closed;
    await broker.close();
  };
  try {
    await untilServing(child, `${url}/devices`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid!,
    figures: async () => (await (await fetch(`${url}/devices`)).json()) as CameraFigures[],
    stop,
  };
}

function twoCores([program = '', ...words]: readonly string[]): [string, string[]] {
  return availableParallelism() <= CORES_MAX ? [program, words] : ['taskset', ['-c', '0,1', program, ...words]];
}

async function untilServing(child: ChildProcess, url: string): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-500);
  });
  const untilMs = Date.now() + START_MS_MAX;
  while (Date.now() < untilMs) {
    if (child.exitCode !== null) break;
    const answered = await fetch(url).then(
      async (response) => response.ok && ((await response.json()) as unknown[]).length > 0,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new AppError('NO_AGENT', `The camera agent did not start: ${complaint.trim().split('\n').at(-1) || 'no word'}`);
}
