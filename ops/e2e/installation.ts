/**
 * A whole installation for one test file: `chengyun up --no-simulators` in a folder and on ports of its own, the
 * product and nothing else. Stopping it also checks that it left no process and no open port behind.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIVE_TIMELINE, portOf, type Timeline, timelineMsFromWallMs } from '@chengyun/contracts';
import { removeCluster } from '@chengyun/platform/postgres/embedded.ts';
import { putTimeline } from '@chengyun/platform/store/timelines.ts';
import pg from 'pg';
import { consoleUrlOf, withStore } from '../installation.ts';
import { type CommandProcess, type CommandResult, runCommand, spawnCommand } from './command.ts';
import { freeBasePort, takenPorts } from './free-ports.ts';
import { isAlive, processTree } from './processes.ts';
import { type Credentials, createSender, type Sender } from './sender.ts';

export interface Leftovers {
  readonly exitCode: number | null;
  readonly processes: readonly number[];
  readonly ports: readonly number[];
}

export interface Installation {
  readonly dataDir: string;
  readonly basePort: number;
  readonly consoleUrl: string;
  /** Address of the wall with its key, as printed at the end of starting. */
  readonly wallUrl: string;
  /** The launcher, every service and the database. */
  readonly pids: readonly number[];
  password(account: string): string;
  /** A `chengyun` command on this installation. */
  command(...args: string[]): Promise<CommandResult>;
  /** `chengyun device add`, then signed in over MQTT. Its timeline is live unless given; see `createSender`. */
  addDevice(id: string, assets: readonly string[], timeline?: Timeline, reconnectMs?: number): Promise<Sender>;
  /** Begins an exercise now, `pace` times as fast as the wall, so that delays of minutes pass in seconds. */
  beginExercise(name: string, pace: number): Promise<Timeline>;
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ctrl-C; resolves with what is still there afterwards, which should be nothing. */
  stop(): Promise<Leftovers>;
  /** Everything that was printed. */
  printed(): string;
}

const START_MS_MAX = 90_000;
const STOP_MS_MAX = 60_000;

export const NOTHING_LEFT: Leftovers = { exitCode: 0, processes: [], ports: [] };

export interface StartOptions {
  /** For every service, for instance its limits. */
  readonly env?: Readonly<Record<string, string>>;
  /** Puts files of an operator into the data folder before anything reads it. */
  readonly prepare?: (dataDir: string) => void;
}

export async function startInstallation({ env, prepare }: StartOptions = {}): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chengyun-e2e-'));
  prepare?.(dataDir);
  const basePort = await freeBasePort();
  const child = spawnCommand(['up', '--no-simulators', '--data-dir', dataDir, '--port', String(basePort)], {
    ...{ CHENGYUN_FIRST_PASSWORDS: 'keep', ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  let wallUrl: string;
  try {
    wallUrl = await wallAddress(child, () => printed);
  } catch (error) {
    child.kill('SIGTERM');
    await ended;
    await removeFolder(dataDir);
    throw error;
  }
  const { databaseUrl } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { databaseUrl: string };
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  database.on('error', () => {});
  const senders: Sender[] = [];
  const pids = processTree(child.pid ?? 0);

  return {
    dataDir,
    basePort,
    consoleUrl: consoleUrlOf(basePort),
    wallUrl,
    pids,
    printed: () => printed,
    password: (account) => passwordOf(dataDir, account),
    command: (...args) => runCommand([...args, '--data-dir', dataDir]),
    async addDevice(id, assets, timeline, reconnectMs) {
      const words = ['--asset', assets.join(','), '--timeline', timeline?.id ?? LIVE_TIMELINE, '--data-dir', dataDir];
      const { code, stderr } = await runCommand(['device', 'add', id, ...words]);
      if (code !== 0) throw new Error(`device add ended with ${code}: ${stderr}`);
      const file = join(dataDir, 'devices', `${id}.json`);
      const credentials = JSON.parse(readFileSync(file, 'utf8')) as Credentials;
      const nowMs = () => (timeline ? timelineMsFromWallMs(timeline, Date.now()) : Date.now());
      const mqttUrl = `mqtt://127.0.0.1:${portOf('mqtt', basePort)}`;
      const sender = await createSender(mqttUrl, credentials, nowMs, reconnectMs);
      senders.push(sender);
      return sender;
    },
    async beginExercise(name, pace) {
      const nowMs = Date.now();
      const timeline: Timeline = {
        ...{ id: `exercise:${name}`, kind: 'exercise', clock: 'wall', pace, label: name },
        ...{ anchorWallMs: nowMs, anchorTimelineMs: nowMs, conductor: null, endedAtMs: null },
      };
      await withStore(dataDir, (store) => putTimeline(store, timeline));
      return timeline;
    },
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      return (await database.query<Row>(text, [...values])).rows;
    },
    async stop() {
      for (const sender of senders) await sender.stop();
      await database.end();
      const all = new Set([...pids, ...processTree(child.pid ?? 0)]);
      child.kill('SIGINT');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
      const exitCode = await ended;
      clearTimeout(force);
      const processes = [...all].filter(isAlive);
      for (const pid of processes) process.kill(pid, 'SIGKILL');
      const ports = await takenPorts(basePort);
      await removeFolder(dataDir);
      return { exitCode, processes, ports };
    },
  };
}

function wallAddress(child: CommandProcess, printed: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not up after ${START_MS_MAX} ms:\n${printed()}`)), START_MS_MAX);
    const look = () => {
      const address = /^ {2}Wall +(\S+)\s/m.exec(printed())?.[1];
      if (address === undefined) return;
      clearTimeout(late);
      resolve(address);
    };
    child.stdout.on('data', look);
    child.once('close', (code) => {
      clearTimeout(late);
      reject(new Error(`up ended with ${code}:\n${printed()}`));
    });
  });
}

function passwordOf(dataDir: string, account: string): string {
  const lines = readFileSync(join(dataDir, 'first-passwords.txt'), 'utf8').split('\n');
  const password = lines.map((line) => line.split('\t')).find(([name]) => name === account)?.[2];
  if (password === undefined) throw new Error(`no password of ${account} in first-passwords.txt`);
  return password;
}

async function removeFolder(dataDir: string): Promise<void> {
  await removeCluster(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
