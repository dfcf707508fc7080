/**
 * Rooms of the past, one for each client that travels: the same snapshot and numbered deltas as live, each with the
 * replay's stamp, under epochs of their own. A wish replaces the one before it, also while that one is still being read.
 */
import type { Delta, LiveCounter, ReplayView, Snapshot, Subscribe, Timeline, TravelWish } from '@chengyun/contracts';
import { REPLAY_SPAN_MS } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { Heartbeat, Pace, SubscribeRefusal } from '../../state/wire.ts';
import type { Places } from '../access/scope.ts';
import { limitedDelta, limitedSnapshot } from '../access/scope-filter.ts';
import { type Client, PACKETS_WAITING_MAX } from '../live-rooms.ts';
import type { LiveState } from '../live-state.ts';
import type { TimelineState } from '../timeline-state.ts';
import { deltaFor, snapshotFor } from '../views.ts';
import { liveCounter } from './live-counter.ts';
import type { PastSurroundings } from './past-surroundings.ts';
import { createPlayback, type Playback } from './playback.ts';
import { readMoment } from './read-moment.ts';

export interface TravelRooms {
  /** Takes the client to the wished moment, or says on its socket why not. */
  open(client: Client, wanted: Subscribe, wish: TravelWish): Promise<void>;
  close(client: Client): void;
  setPace(client: Client, pace: Pace): void;
  has(client: Client): boolean;
  /** Moves every replay on and sends what changed. */
  step(): void;
  beat(): void;
}

export interface TravelRoomsDeps {
  readonly store: Store;
  readonly state: LiveState;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly epoch: string;
  readonly defaultTimeline: () => string;
  readonly registered: (id: string) => Timeline | null;
  readonly past: PastSurroundings;
  readonly places: Places;
  readonly counts: ComponentCounts;
}

interface Session {
  readonly wanted: Subscribe;
  readonly live: TimelineState;
  readonly epoch: string;
  n: number;
  /** Null while the moment is being read. */
  playback: Playback | null;
  /** As it was asked for last, also while the moment is being read. */
  pace: Pace;
  steppedMs: number;
  isLagging: boolean;
}

/** The archive is behind the log by less than this; younger moments may not be complete. */
const ARCHIVE_LAG_MS = 5000;
const COUNTED_EVERY_MS = 900;

export function createTravelRooms(config: { readonly travellersMax: number }, deps: TravelRoomsDeps): TravelRooms {
  const { store, state, clock, logger, counts, past, places } = deps;
  const sessions = new Map<Client, Session>();
  const counters = new WeakMap<TimelineState, { readonly atMs: number; readonly counter: LiveCounter }>();
  let opened = 0;

  const edgeOf = (live: TimelineState): number => {
    const { nowMs, pace } = live.view();
    return nowMs - ARCHIVE_LAG_MS * Math.max(1, pace);
  };

  /** Counted once a second for all who look at the same timeline. */
  const counterOf = (live: TimelineState): LiveCounter => {
    const known = counters.get(live);
    const monotonicMs = clock.monotonicMs();
    if (known && monotonicMs - known.atMs < COUNTED_EVERY_MS) return known.counter;
    const counter = liveCounter(live);
    counters.set(live, { atMs: monotonicMs, counter });
    return counter;
  };

  const replayView = ({ live, playback }: Session): ReplayView => {
    const toMs = edgeOf(live);
    const { speed, isPaused } = playback?.pace() ?? { speed: 1, isPaused: true };
    return {
      ...{ at: playback?.atMs() ?? toMs, speed, isPaused },
      ...{ fromMs: toMs - REPLAY_SPAN_MS, toMs, live: counterOf(live) },
    };
  };

  const audienceOf = (client: Client, { wanted, live }: Session) => ({
    ...{ view: wanted.view, timeline: live.id, officer: '', scope: client.session.scope },
  });

  const sendSnapshot = (client: Client, session: Session): void => {
    const { playback, epoch, n } = session;
    if (!playback) return;
    const around = past.of(playback.state, playback.atMs());
    const { scope } = client.session;
    const whole = snapshotFor(audienceOf(client, session), playback.state, around, { epoch, n });
    const view = limitedSnapshot(whole, scope, places);
    client.socket.emit('snapshot', { ...view, replay: replayView(session) } satisfies Snapshot);
    counts.sent();
  };

  const sendDelta = (client: Client, session: Session, parts: Omit<Delta, 'epoch' | 'n'>): void => {
    if (client.packetsWaiting > PACKETS_WAITING_MAX && !session.isLagging) {
      session.isLagging = true;
      counts.dropped('slow-client');
    }
    if (session.isLagging) return;
    session.n += 1;
    const { epoch, n } = session;
    const limited = limitedDelta(parts, client.session.scope, places);
    client.socket.emit('delta', { ...limited, epoch, n, replay: replayView(session) } satisfies Delta);
    counts.sent();
  };

  const refuse = (client: Client, reason: SubscribeRefusal): void => void client.socket.emit('refused', reason);

  /** What the timeline of the past says of its own pace is how fast it is played. */
  const registeredAs = (id: string, session: Session): Timeline | null => {
    const timeline = deps.registered(id);
    const pace = session.playback?.pace();
    if (!timeline) return null;
    return { ...timeline, clock: 'wall', endedAtMs: null, pace: !pace || pace.isPaused ? 0 : pace.speed };
  };

  const stepOne = (client: Client, session: Session): void => {
    const { playback, live } = session;
    if (!playback) return;
    const monotonicMs = clock.monotonicMs();
    const edgeMs = edgeOf(live);
    playback.advance(monotonicMs - session.steppedMs, edgeMs, clock.nowMs());
    session.steppedMs = monotonicMs;
    if (session.isLagging && client.packetsWaiting === 0) {
      session.isLagging = false;
      sendSnapshot(client, session);
    }
    const parts = deltaFor(audienceOf(client, session), playback.state, playback.state.takeChanges(), () =>
      past.of(playback.state, playback.atMs()),
    );
    if (parts && !playback.pace().isPaused) sendDelta(client, session, parts);
    playback.readAhead(edgeMs).catch((error: Error) => {
      counts.error();
      logger.warn({ err: error }, 'the past could not be read ahead');
    });
  };

  const sendSlowParts = (client: Client, session: Session, { state: moment, atMs }: Playback): void => {
    past.refresh(moment, atMs()).then(
      (vitals) => {
        if (sessions.get(client) !== session) return;
        sendDelta(client, session, { vitals, trust: past.of(moment, atMs()).trust });
      },
      () => counts.error(),
    );
  };

  async function open(client: Client, wanted: Subscribe, wish: TravelWish): Promise<void> {
    const before = sessions.get(client);
    if (!before && sessions.size >= config.travellersMax) {
      counts.dropped('travel-limit');
      refuse(client, 'travel-full');
      return;
    }
    const live = state.timeline(wanted.timeline ?? deps.defaultTimeline()) ?? state.timeline(deps.defaultTimeline());
    if (!live) return refuse(client, 'forbidden');
    opened += 1;
    const epoch = `${deps.epoch}/${opened}`;
    const pace: Pace = { speed: wish.speed, isPaused: wish.isPaused };
    const session: Session = { wanted, live, epoch, n: 0, playback: null, pace, steppedMs: 0, isLagging: false };
    sessions.set(client, session);
    const edgeMs = edgeOf(live);
    const askedMs = wish.at ?? before?.playback?.atMs() ?? edgeMs;
    const atMs = Math.min(edgeMs, Math.max(edgeMs - REPLAY_SPAN_MS, askedMs));
    const registered = () => registeredAs(live.id, session);
    const request = { timeline: live.id, atMs, registered, wallMs: clock.nowMs() };
    try {
      const moment = await readMoment(store, request);
      await past.refresh(moment, atMs);
      // Another wish, the way back or the end of the connection has come meanwhile.
      if (sessions.get(client) !== session) return;
      session.playback = createPlayback(store, moment, atMs, session.pace);
      session.steppedMs = clock.monotonicMs();
      sendSnapshot(client, session);
    } catch (error) {
      counts.error();
      logger.warn({ err: error }, 'a moment of the past could not be read');
      if (sessions.get(client) !== session) return;
      sessions.delete(client);
      refuse(client, 'unavailable');
    }
  }

  return {
    open,
    close: (client) => void sessions.delete(client),
    setPace(client, pace) {
      const session = sessions.get(client);
      if (session) session.pace = pace;
      if (!session?.playback) return;
      stepOne(client, session);
      session.playback.setPace(pace);
      sendDelta(client, session, { timeline: session.playback.state.view() });
    },
    has: (client) => sessions.has(client),
    step() {
      for (const [client, session] of sessions) stepOne(client, session);
    },
    beat() {
      for (const [client, session] of sessions) {
        const { playback, epoch, n } = session;
        if (!playback || session.isLagging) continue;
        const timeline = { ...playback.state.view(), nowWallMs: clock.nowMs() };
        const beat: Heartbeat = { epoch, n, wallMs: clock.nowMs(), timeline, replay: replayView(session) };
        client.socket.emit('heartbeat', beat);
        if (!playback.pace().isPaused) sendSlowParts(client, session, playback);
      }
    },
  };
}
