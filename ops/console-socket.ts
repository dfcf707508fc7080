/** The console's socket as a browser opens it, for commands that watch what a surface gets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Delta, Snapshot, Subscribe } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { io, type Socket } from 'socket.io-client';
import * as msgpack from 'socket.io-msgpack-parser';

export interface ConsoleSocket {
  readonly socket: Socket;
  close(): void;
}

export interface ConsoleSocketOptions {
  readonly origin: string;
  /** The session's. */
  readonly cookie: string;
  readonly subscribe: Subscribe;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onDelta: (delta: Delta) => void;
  readonly signal: AbortSignal;
}

const SIGN_IN_MS_MAX = 10_000;
const RETRY_MS = 200;

/** Resolves after the first snapshot. Throws AppError CONSOLE. */
export async function openConsoleSocket(options: ConsoleSocketOptions): Promise<ConsoleSocket> {
  const { origin, cookie, subscribe, signal } = options;
  const socket = io(origin, { parser: msgpack, transports: ['websocket'], extraHeaders: { cookie } });
  const first = Promise.withResolvers<void>();
  socket.on('connect', () => void socket.emit('subscribe', subscribe));
  socket.on('connect_error', (error) => {
    if (!socket.active) first.reject(new AppError('CONSOLE', `The console refuses the listener: ${error.message}.`));
  });
  socket.on('snapshot', (snapshot: Snapshot) => {
    options.onSnapshot(snapshot);
    first.resolve();
  });
  socket.on('delta', options.onDelta);
  const close = () => void socket.close();
  const timer = AbortSignal.any([signal, AbortSignal.timeout(SIGN_IN_MS_MAX)]);
  timer.addEventListener('abort', () => first.reject(new AppError('CONSOLE', 'The console sent no snapshot.')));
  await first.promise.catch((error: unknown) => {
    close();
    throw error;
  });
  return { socket, close };
}

/** The cookie of a session of the wall. The console writes its key a moment after it has become ready. */
export async function wallCookie(origin: string, dataDir: string, signal: AbortSignal): Promise<string> {
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
