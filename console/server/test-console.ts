/** A console over a test database and a log in memory, with hands to write records and to sign in; for tests. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basemapData } from '@chengyun/basemap/build.ts';
import { shippedMap } from '@chengyun/basemap/layers.ts';
import {
  type AlarmRecord,
  type Delta,
  type FactBody,
  type FactRequest,
  type LogRecord,
  type Role,
  type Snapshot,
  type Timeline,
  UNDECIDED,
} from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import type { Log, LogWriter } from '@chengyun/platform/log/log.ts';
import { createMemoryLog } from '@chengyun/platform/log/memory-log.ts';
import { readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { type Clock, systemClock } from '@chengyun/platform/service/clock.ts';
import { createHealthRoutes } from '@chengyun/platform/service/health.ts';
import { type Logger, silentLogger } from '@chengyun/platform/service/logger.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { io, type Socket } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';
import type { FactAnswer } from '../state/wire.ts';
import type { ConsoleConfig } from './config.ts';
import { type Console, createConsole } from './console.ts';
import { createSessions, SESSION_COOKIE } from './sessions.ts';

export const EXERCISE: Timeline = {
  id: 'exercise:test-1',
  kind: 'exercise',
  clock: 'wall',
  pace: 60,
  anchorWallMs: 1_700_000_000_000,
  anchorTimelineMs: 1_600_000_000_000,
  conductor: null,
  label: 'test',
  endedAtMs: null,
};
export const TIMELINE_START_MS = EXERCISE.anchorTimelineMs;

export function alarmRecord(part: Partial<AlarmRecord> & Pick<AlarmRecord, 'id' | 'n'>): AlarmRecord {
  const text = { zh: '水位超警', en: 'Level above warning' };
  const at = TIMELINE_START_MS + part.n * 1000;
  return {
    ...{ k: 'alarm', tl: EXERCISE.id, at, rule: 'flood.tide-level', ruleVersion: 1, condition: 'level' },
    ...{ domain: 'flood', asset: 'gauge-huangpu-park', transition: 'raise', state: 'active-unacknowledged' },
    ...UNDECIDED,
    ...{ level: 'orange', peak: 'orange', raisedAt: at, ackedAt: null, clearedAt: null, shelvedUntil: null, by: null },
    ...{ title: text, why: text, action: text, metric: 'water.level', value: 4.7, threshold: 4.55, unit: 'm' },
    ...{ inputs: {}, lonDeg: 121.49, latDeg: 31.24, radiusM: 300, trace: null, observedAt: 1_700_000_000_000 },
    ...part,
  };
}

export interface TestConsole {
  readonly service: Console;
  readonly url: string;
  readonly dataDir: string;
  readonly log: Log;
  write(stream: 'telemetry' | 'alarms', ...records: LogRecord[]): Promise<void>;
  /** Signs in with the password of the first start. */
  signIn(account: string, password?: string): Promise<Person>;
  /** Of the first start. */
  password(account: string): Promise<string>;
  wall(): Promise<Person>;
  /** A session of the first account with that role, opened past the door: for tests of what lies behind it. */
  as(role: Role): Promise<Person>;
  /** Nobody in particular. */
  stranger(): Person;
  /** POST /api/login with the password of the first start, and perhaps more. */
  tryLogin(account: string, part?: Readonly<Record<string, string>>): Promise<Response>;
  forgetPositions(): Promise<number>;
  secrets(): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

export interface Person {
  readonly account: string;
  readonly role: Role;
  readonly cookie: string;
  readonly csrf: string;
  get(path: string): Promise<Response>;
  post(path: string, body: unknown, csrf?: string): Promise<Response>;
  fact(body: FactBody): FactRequest;
  /** Asked for with the handshake, as the pages do, or after it. */
  connect(view: 'wall' | 'desk' | 'field', how?: 'at-once' | 'later'): Promise<LiveConnection>;
}

export interface LiveConnection {
  readonly socket: Socket;
  readonly snapshot: Snapshot;
  readonly deltas: Delta[];
  /** The first delta, now or later, that is wanted. */
  until(isWanted: (delta: Delta) => boolean): Promise<Delta>;
  send(request: FactRequest): Promise<FactAnswer>;
}

/** A given `log` outlives the console, so that a restart can be tested; a given `clock` may be moved. */
export async function startTestConsole(
  store: Store,
  part: Partial<ConsoleConfig> & {
    readonly logger?: Logger;
    readonly log?: Log;
    readonly mapFolder?: string;
    readonly clock?: Clock;
  } = {},
): Promise<TestConsole> {
  const dataDir = part.dataDir ?? (await mkdtemp(join(tmpdir(), 'chengyun-console-')));
  const log = part.log ?? createMemoryLog({ telemetry: 1 });
  const metrics = createMetrics('console');
  let service: Console | null = null;
  const health = createHealthRoutes(metrics, () => service?.ready() ?? { ok: false, detail: 'starting' });
  const config: ConsoleConfig = {
    ...{ host: '127.0.0.1', port: 0, basePort: 1, dataDir, distDir: join(dataDir, 'dist'), defaultTimeline: null },
    ...{ backfillRecords: 1000, sessionIdleMs: 3_600_000, sessionMaxMs: 86_400_000, clientsMax: 50, origin: null },
    ...{
      travellersMax: 2,
      proxies: [],
      pushHosts: [],
      secondFactorRoles: [],
      firstPasswords: 'keep',
      privacy: readPrivacy(),
    },
    ...part,
  };
  const clock = part.clock ?? systemClock;
  const started = createConsole(config, {
    ...{ store, log, clock, logger: part.logger ?? silentLogger, metrics, health, domains: DOMAINS },
    basemap: async () => basemapData(),
    mapFolder: part.mapFolder ?? shippedMap,
    announce: () => {},
    onFailure: () => {},
  });
  service = started;
  await started.start();
  const url = `http://127.0.0.1:${started.port()}`;
  const sockets: Socket[] = [];
  const writers = new Map<string, { writer: LogWriter; seq: number }>();

  const person = (account: string, role: Role, cookie: string, csrf: string): Person => {
    let seq = 0;
    const epoch = [...account]
      .reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
      .toString(16)
      .padStart(16, '0');
    return {
      ...{ account, role, cookie, csrf },
      get: (path) => fetch(`${url}${path}`, { headers: { cookie }, redirect: 'manual' }),
      post: (path, body, token = csrf) =>
        fetch(`${url}${path}`, {
          method: 'POST',
          headers: { cookie, 'x-csrf-token': token, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      fact: (body) => {
        seq += 1;
        return { timeline: EXERCISE.id, epoch, seq, at: systemClock.nowMs(), body };
      },
      async connect(view, how = 'at-once') {
        const socket = io(url, {
          ...{
            parser: msgpack,
            transports: ['websocket'],
            extraHeaders: { cookie },
            reconnection: false,
            forceNew: true,
            auth: how === 'at-once' ? { subscribe: { view } } : {},
          },
        });
        sockets.push(socket);
        if (how === 'later') socket.on('connect', () => socket.emit('subscribe', { view }));
        return openView(socket);
      },
    };
  };

  const passwordOf = async (account: string): Promise<string> => {
    const lines = (await readFile(join(dataDir, 'first-passwords.txt'), 'utf8')).split('\n');
    return lines.find((candidate) => candidate.startsWith(`${account}\t`))?.split('\t')[2] ?? 'none';
  };
  const tryLogin = async (account: string, part: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account, password: await passwordOf(account), ...part }),
    });
  const secrets = async () =>
    JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8')) as Readonly<Record<string, string>>;

  return {
    ...{ service: started, url, dataDir, log },
    async write(stream, ...records) {
      const kept = writers.get(stream) ?? { writer: await log.acquire(stream, 0, 'test'), seq: 0 };
      kept.seq += 1;
      writers.set(stream, kept);
      const lines = records.map((record) => JSON.stringify(record));
      await kept.writer.append(lines, { producer: 'test', producerSeq: kept.seq });
    },
    password: passwordOf,
    async signIn(account, password) {
      const response = await tryLogin(account, password === undefined ? {} : { password });
      const { csrf, role } = (await response.json()) as { csrf: string; role: Role };
      return person(account, role, cookieOf(response), csrf);
    },
    async wall() {
      const { wallKey } = await secrets();
      const response = await fetch(`${url}/wall?key=${wallKey}`, { redirect: 'manual' });
      const cookie = cookieOf(response);
      const me = await fetch(`${url}/api/me`, { headers: { cookie } });
      const { csrf } = (await me.json()) as { csrf: string };
      return person('wall', 'wall', cookie, csrf);
    },
    async as(role) {
      const { rows } = await store.query<{ id: string }>('SELECT id FROM accounts WHERE role = $1 ORDER BY id', [role]);
      const account = rows[0]?.id ?? '';
      const { token, csrf } = await createSessions(config, { store, clock }).open(account);
      return person(account, role, `${SESSION_COOKIE}=${token}`, csrf);
    },
    stranger: () => person('', 'wall', '', ''),
    ...{ tryLogin, secrets, forgetPositions: started.forgetPositions },
    async stop() {
      for (const socket of sockets) socket.disconnect();
      await started.stop();
      if (!part.log) await log.close();
      if (part.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function openView(socket: Socket): Promise<LiveConnection> {
  const deltas: Delta[] = [];
  const waiting = new Set<() => void>();
  socket.on('delta', (delta: Delta) => {
    deltas.push(delta);
    for (const check of waiting) check();
  });
  const until = (isWanted: (delta: Delta) => boolean): Promise<Delta> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = deltas.find(isWanted);
        if (!found) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  const send = (request: FactRequest): Promise<FactAnswer> => socket.timeout(5000).emitWithAck('fact', request);
  return new Promise((resolve, reject) => {
    socket.on('connect_error', reject);
    socket.on('refused', (why: string) => reject(new Error(why)));
    socket.once('snapshot', (snapshot: Snapshot) => resolve({ socket, snapshot, deltas, until, send }));
  });
}
