/**
 * Names and shapes of the socket between browser and console server, beside the Snapshot and Delta of contracts.
 * Browser → server: `subscribe` (Subscribe), `pace` (Pace), `fact` (FactRequest, acknowledged with a FactAnswer),
 * `shown` (ids of alarms that are on the screen for the first time; wall and desk).
 * Server → browser: `snapshot`, `delta`, `heartbeat` each second, `refused` with a reason.
 */
import type { ReplayView, TimelineView } from '@chengyun/contracts';

/** Each second per room. `n` is the number of the newest delta: a client that is behind has lost one. */
export interface Heartbeat {
  readonly epoch: string;
  readonly n: number;
  /** Server wall clock at sending, epoch milliseconds. */
  readonly wallMs: number;
  readonly timeline: TimelineView;
  /** On heartbeats of the past only. */
  readonly replay?: ReplayView;
}

/** How a replay goes on; it stays where it is. */
export interface Pace {
  readonly speed: number;
  readonly isPaused: boolean;
}

/** Why a subscription is refused: the role may not, as many replays run as are allowed, or the store does not answer. */
export type SubscribeRefusal = 'forbidden' | 'travel-full' | 'unavailable';

/** Answer to a fact. `duplicate`: it had been stored before, so that a retry is safe. */
export type FactAnswer =
  | { readonly ok: true; readonly id: string; readonly duplicate: boolean }
  | { readonly ok: false; readonly code: FactRefusal; readonly message: string; readonly retryable: boolean };

export type FactRefusal =
  | 'schema'
  | 'forbidden'
  | 'unknown-alarm'
  | 'unknown-task'
  | 'signed-out'
  | 'unavailable'
  /** A rule's version is not at the point where this step could be taken. */
  | 'rule-step'
  /** Who is off duty is not paged. */
  | 'off-duty'
  /** Closing takes the sensor, or a photo and the finished procedure. */
  | 'not-proven';

/** As much of a Socket.IO client socket as the state layer needs; tests give their own. */
export interface SocketLike {
  on(event: string, listener: (payload: never) => void): unknown;
  emit(event: string, ...payload: unknown[]): unknown;
  /** The next emit's callback gets an error first when no answer came within the milliseconds. */
  timeout(ms: number): { emit(event: string, ...payload: unknown[]): unknown };
  close(): unknown;
}

/** Silence after which the surface says that it is offline, wall milliseconds: it is then on the screen within 3 s. */
export const OFFLINE_AFTER_MS = 2500;
/** Without this service nothing new comes in: where it is down, what is shown is old, whatever its ticks say. */
export const SOURCE_SERVICE = 'ingest';
/** Age of the newest tick of a moving timeline after which its data counts as interrupted, wall milliseconds. */
export const TICK_STALE_AFTER_MS = 1900;
