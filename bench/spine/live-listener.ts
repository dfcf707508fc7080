/** A wall without a screen: signs in with the wall's key, subscribes to the live timeline and notes every value's age. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Delta, LIVE_TIMELINE, portOf, type Snapshot, type Subscribe } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { io, type Socket } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';

export interface LiveListener {
  readonly socket: Socket;
  /** Begins a new run: only values whose time is `fromMs` or later count. */
  reset(fromMs: number): void;
  /** Arrival minus the value's own time, ms; one entry per series in a delta. */
  agesMs(): readonly number[];
  /** Deltas whose number did not follow the one before. */
  gaps(): number;
  close(): void;
}

const SIGN_IN_MS_MAX = 10_000;
const RETRY_MS = 200;

export async function openLiveListener(options: {
  basePort: number;
  dataDir: string;
  signal: AbortSignal;
}): Promise<LiveListener> {
  const { basePort, dataDir, signal } = options;
  const origin = `http://127.0.0.1:${portOf('console', basePort)}`;
  const cookie = await signIn(origin, dataDir, signal);
  const socket = io(origin, { parser: msgpack, transports: ['websocket'], extraHeaders: { cookie } });
  let fromMs = Number.POSITIVE_INFINITY;
  let agesMs: number[] = [];
  let gaps = 0;
  let n = -1;
  const first = Promise.withResolvers<void>();
  socket.on('connect', () => {
    socket.emit('subscribe', { view: 'wall', timeline: LIVE_TIMELINE } satisfies Subscribe);
  });
  socket.on('connect_error', (error) => {
    if (!socket.active) first.reject(new AppError('CONSOLE', `The console refuses the listener: ${error.message}.`));
  });
  socket.on('snapshot', (snapshot: Snapshot) => {
    n = snapshot.n;
    first.resolve();
  });
  socket.on('delta', (delta: Delta) => {
    const nowMs = Date.now();
    if (delta.n !== n + 1) gaps += 1;
    n = delta.n;
    for (const { at } of delta.series ?? []) if (at >= fromMs) agesMs.push(nowMs - at);
  });
  const close = () => void socket.close();
  const timer = AbortSignal.any([signal, AbortSignal.timeout(SIGN_IN_MS_MAX)]);
  timer.addEventListener('abort', () => first.reject(new AppError('CONSOLE', 'The console sent no snapshot.')));
  await first.promise.catch((error: unknown) => {
    close();
    throw error;
  });
  return {
    socket,
    reset: (startMs) => {
      fromMs = startMs;
      agesMs = [];
      gaps = 0;
    },
    agesMs: () => agesMs,
    gaps: () => gaps,
    close,
  };
}

/** The session's cookie. The console writes its key a moment after it has become ready. */
async function signIn(origin: string, dataDir: string, signal: AbortSignal): Promise<string> {
  const untilMs = Date.now() + SIGN_IN_MS_MAX;
  for (;;) {
    const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as { wallKey?: string };
    const response = await fetch(`${origin}/wall?key=${secrets.wallKey ?? ''}`, { redirect: 'manual', signal });
    await response.arrayBuffer();
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie) return cookie;
    if (Date.now() > untilMs) {
      throw new AppError('CONSOLE', `The console refuses the wall's key (HTTP ${response.status}).`);
    }
    await sleep(RETRY_MS, undefined, { signal });
  }
}
