/** A wall without a screen: signs in with the wall's key, subscribes to the live timeline and notes every value's age. */
import { LIVE_TIMELINE } from '@chengyun/contracts';
import { openConsoleSocket, wallCookie } from '@chengyun/ops/console-socket.ts';
import { consoleUrlOf } from '@chengyun/ops/installation.ts';
import type { Socket } from 'socket.io-client';

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

export async function openLiveListener(options: {
  basePort: number;
  dataDir: string;
  signal: AbortSignal;
  /** Of a session of the wall; signed in when left out. The console takes few sign-ins a minute. */
  cookie?: string;
}): Promise<LiveListener> {
  const { basePort, dataDir, signal, cookie: given } = options;
  const origin = consoleUrlOf(basePort);
  const cookie = given ?? (await wallCookie(origin, dataDir, signal));
  let fromMs = Number.POSITIVE_INFINITY;
  let agesMs: number[] = [];
  let gaps = 0;
  let n = -1;
  const { socket, close } = await openConsoleSocket({
    ...{ origin, cookie, signal, subscribe: { view: 'wall', timeline: LIVE_TIMELINE } },
    onSnapshot: (snapshot) => {
      n = snapshot.n;
    },
    onDelta: (delta) => {
      const nowMs = Date.now();
      if (delta.n !== n + 1) gaps += 1;
      n = delta.n;
      for (const { at } of delta.series ?? []) if (at >= fromMs) agesMs.push(nowMs - at);
    },
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
