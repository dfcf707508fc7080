/**
 * The browser's copy of the live state: signals fed by one socket. Snapshot replaces everything, deltas are applied in
 * number order; a missing number, another server epoch or a heartbeat that is ahead asks for a new snapshot. No timer
 * runs in here: the surface calls `tick()` (4 times a second is plenty), which moves the clock, notices silence and
 * drops alarms that were shown once as normal. The past comes over the same wire; what does not belong to the time that
 * was asked for, now or then, is not taken.
 */
import type { Delta, ReplayView, Snapshot, Subscribe } from '@chengyun/contracts';
import { batch, signal } from '@preact/signals-core';

export type { Connection, LiveClient, LiveClientConfig, LiveState } from './live.ts';

import type { Connection, LiveClient, LiveClientConfig } from './live.ts';
import { createLiveSignals } from './live-signals.ts';
import {
  type FactAnswer,
  type Heartbeat,
  OFFLINE_AFTER_MS,
  type Pace,
  SOURCE_SERVICE,
  type SocketLike,
  type SubscribeRefusal,
  TICK_STALE_AFTER_MS,
} from './wire.ts';

/** Heartbeats, that is about as many seconds: after them a clock that was set anew is known. */
const OFFSETS_KEPT = 10;
const REPLAY_START: Pace = { speed: 1, isPaused: false };

export function createLiveClient(config: LiveClientConfig): LiveClient {
  const { clock, view } = config;
  const { shown, applySnapshot, applyDelta, dropDeparted } = createLiveSignals();
  const { timeline, replay } = shown;
  const connection = signal<Connection>('offline');
  const silenceMs = signal(0);
  const nowMs = signal(0);
  const isSeeking = signal(false);
  const travelRefusal = signal<SubscribeRefusal | null>(null);

  let socket: SocketLike | null = null;
  let chosen = config.timeline;
  let epoch = '';
  let n = 0;
  let awaitingSnapshot = true;
  /** What is shown came before the connection, which is only being made. */
  let isAhead = false;
  /** The tick that was too old; none while ticks come. */
  let staleTickMs: number | null = null;
  let askedAtMs = 0;
  let heardAtMs = 0;
  /**
   * Server wall clock minus ours: the largest that the last heartbeats say. What is late, on the way or in a page that is
   * busy, says less than is true, and an old tick would pass for a young one.
   */
  let offsetMs = 0;
  let offsetsMs: readonly number[] = [];
  /** How the past is played; null: what is shown is now. */
  let pace: Pace | null = null;
  /** Moment that was asked for and is not here yet; null: go on from where this client is. */
  let soughtMs: number | null = null;

  /** What is asked for now; from here on its answer is awaited. */
  const wish = (): Subscribe => {
    awaitingSnapshot = true;
    askedAtMs = clock.nowMs();
    return {
      view,
      ...(chosen === undefined ? {} : { timeline: chosen }),
      ...(pace ? { travel: { at: soughtMs, ...pace } } : {}),
    };
  };
  const subscribe = (): void => void socket?.emit('subscribe', wish());
  /** The connection that is being made asks by itself. */
  let isAskedByConnecting = false;

  const heard = (): void => {
    heardAtMs = clock.nowMs();
  };

  /** What comes from another time than was asked for is on its way since before. */
  const isAsked = ({ replay: stamp }: { readonly replay?: ReplayView }): boolean =>
    (stamp !== undefined) === (pace !== null);

  const onSnapshot = (snapshot: Snapshot): void => {
    heard();
    if (!isAsked(snapshot)) return;
    isAhead = false;
    const jumps =
      pace !== null || replay.peek() !== null || timeline.peek()?.id !== snapshot.timeline.id || nowMs.peek() === 0;
    epoch = snapshot.epoch;
    n = snapshot.n;
    awaitingSnapshot = false;
    soughtMs = null;
    batch(() => {
      if (jumps) nowMs.value = snapshot.timeline.nowMs;
      isSeeking.value = false;
      applySnapshot(snapshot);
      tick();
    });
  };

  const onDelta = (delta: Delta): void => {
    heard();
    if (awaitingSnapshot || !isAsked(delta)) return;
    if (delta.epoch === epoch && delta.n <= n) return;
    if (delta.epoch !== epoch || delta.n !== n + 1) {
      subscribe();
      return;
    }
    n = delta.n;
    applyDelta(delta);
    if (delta.trust) tick();
  };

  const onHeartbeat = (beat: Heartbeat): void => {
    heard();
    if (!isAsked(beat)) return;
    offsetsMs = [...offsetsMs, beat.wallMs - heardAtMs].slice(-OFFSETS_KEPT);
    offsetMs = Math.max(...offsetsMs);
    if (awaitingSnapshot) return;
    if (beat.epoch !== epoch || beat.n > n) {
      subscribe();
      return;
    }
    timeline.value = beat.timeline;
    if (beat.replay) replay.value = beat.replay;
    tick();
  };

  /** Wall milliseconds by which the newest tick is old, on the server's clock. */
  const tickAgeMs = (): number => {
    const current = timeline.peek();
    return current === null ? 0 : clock.nowMs() + offsetMs - current.nowWallMs;
  };

  const connectionNow = (): Connection => {
    if (timeline.peek() === null || silenceMs.peek() > OFFLINE_AFTER_MS) return 'offline';
    // A moment that is being looked up is awaited, not missing.
    if (isSeeking.peek()) return 'live';
    const moving = (timeline.peek()?.pace ?? 0) > 0;
    const tickMs = timeline.peek()?.nowWallMs ?? 0;
    // What was said to be old stays old until something newer comes: a heartbeat that was late makes it no younger.
    if (moving && tickAgeMs() > TICK_STALE_AFTER_MS) staleTickMs = tickMs;
    const isCut = pace === null && (shown.trust.peek()?.down.includes(SOURCE_SERVICE) ?? false);
    return (awaitingSnapshot && !isAhead) || (moving && (isCut || tickMs === staleTickMs)) ? 'stale' : 'live';
  };

  function tick(): void {
    batch(() => {
      silenceMs.value = heardAtMs === 0 ? 0 : clock.nowMs() - heardAtMs;
      connection.value = connectionNow();
      const current = timeline.peek();
      if (current !== null) {
        const ticked = current.nowWallMs > 0;
        const aheadMs = ticked ? Math.min(Math.max(0, tickAgeMs()), TICK_STALE_AFTER_MS) * current.pace : 0;
        nowMs.value = Math.max(nowMs.peek(), current.nowMs + aheadMs);
      }
      dropDeparted();
    });
    if (awaitingSnapshot && socket && clock.nowMs() - askedAtMs > OFFLINE_AFTER_MS) subscribe();
  }

  const toLive = (): void => {
    if (pace === null) return;
    pace = null;
    soughtMs = null;
    isSeeking.value = true;
    subscribe();
  };

  return {
    ...shown,
    connection,
    silenceMs,
    nowMs,
    isSeeking,
    travelRefusal,
    start() {
      if (socket) return;
      // A new connection knows nothing of the moment that was shown.
      const keepMoment = (): void => {
        if (pace) soughtMs ??= nowMs.peek();
      };
      const opened = config.connect(() => {
        isAskedByConnecting = true;
        keepMoment();
        return wish();
      });
      socket = opened;
      opened.on('connect', () => {
        keepMoment();
        if (!isAskedByConnecting) subscribe();
        isAskedByConnecting = false;
      });
      opened.on('snapshot', onSnapshot);
      opened.on('delta', onDelta);
      opened.on('heartbeat', onHeartbeat);
      opened.on('refused', (reason: SubscribeRefusal) => {
        if (pace === null) return;
        travelRefusal.value = reason;
        toLive();
      });
      opened.on('disconnect', () => {
        awaitingSnapshot = true;
        isAhead = false;
        isSeeking.value = false;
        tick();
      });
    },
    stop() {
      socket?.close();
      socket = null;
    },
    take(snapshot) {
      if (timeline.peek() !== null) return;
      onSnapshot(snapshot);
      isAhead = true;
    },
    tick,
    chooseTimeline(id) {
      chosen = id;
      pace = null;
      soughtMs = null;
      subscribe();
    },
    seek(atMs) {
      pace ??= REPLAY_START;
      soughtMs = atMs;
      travelRefusal.value = null;
      isSeeking.value = true;
      subscribe();
    },
    setPace(next) {
      if (pace === null) return;
      pace = next;
      socket?.emit('pace', next);
    },
    toLive,
    sayShown: (alarms) => void socket?.emit('shown', alarms),
    sendFact(request) {
      return new Promise((resolve, reject) => {
        const opened = socket;
        if (!opened) return reject(new Error('The live socket is not open.'));
        const answered = (error: unknown, answer: FactAnswer): void => (error ? reject(error) : resolve(answer));
        opened.timeout(OFFLINE_AFTER_MS).emit('fact', request, answered);
      });
    },
  };
}
