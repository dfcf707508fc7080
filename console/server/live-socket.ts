/**
 * Sends the live state to browsers, over the rooms of live-rooms.ts. Alarms and incidents leave in the same turn of the
 * event loop, values five times a second. People's facts come in here as well as over HTTP.
 */
import type { Server as HttpServer } from 'node:http';
import type { Role, Snapshot, Subscribe, View } from '@chengyun/contracts';
import type { PrivacyBudget } from '@chengyun/platform/privacy/privacy-file.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { AppError, type Service } from '@chengyun/platform/service/service.ts';
import { Server } from 'socket.io';
import * as msgpack from 'socket.io-msgpack-parser';
import type { FactAnswer, SubscribeRefusal } from '../state/wire.ts';
import { DATA_OF_VIEW, EVENT_ACCESS, VIEW_ROLES } from './access/access-table.ts';
import type { Places } from './access/scope.ts';
import type { Facts } from './facts.ts';
import { type Client, createLiveRooms, type SlowParts } from './live-rooms.ts';
import type { LiveState } from './live-state.ts';
import type { Session } from './sessions.ts';
import { isShown } from './shown.ts';
import type { TimelineState } from './timeline-state.ts';
import type { TravelRooms } from './travel/travel-rooms.ts';
import { isPace } from './travel/travel-wish.ts';
import { isSubscribe, type Surroundings } from './views.ts';

export interface LiveSocket extends Service {
  /** Sends slow-moving parts to every whole view of a timeline; the field gets the trust line only. */
  publish(timeline: string, parts: SlowParts): void;
  /** What a view shows first, for a page that has no connection yet; null for who may not see it, or with nothing to show. */
  look(session: Session, wanted: Subscribe): Snapshot | null;
  /** Fresh snapshots for all: the list of timelines or the default one has changed. */
  resnapshot(): void;
  /** Rooms with at least one client, by timeline: nobody else needs slow parts. */
  watchedTimelines(): readonly string[];
  /** Cuts the sockets whose session is over; once a minute, and when sessions were closed. */
  checkSessions(): Promise<void>;
}

export interface LiveSocketDeps {
  readonly http: HttpServer;
  readonly state: LiveState;
  readonly clock: Clock;
  /** A new random word per start, so that a client notices a restart. */
  readonly epoch: string;
  readonly around: (timeline: string) => Surroundings;
  readonly defaultTimeline: () => string;
  /** Session of a connecting browser from its cookie header; `touch` counts as activity. */
  readonly sessionOf: (cookies: string | undefined, touch: boolean) => Promise<Session | null>;
  readonly originAllowed: (origin: string | undefined, host: string | undefined) => boolean;
  readonly facts: Facts;
  readonly places: Places;
  readonly privacy: Pick<PrivacyBudget, 'who'>;
  readonly travel: TravelRooms;
  /** Alarms that a wall or a desk has on its screen. */
  readonly onShown: (timeline: string, alarms: readonly string[]) => void;
  readonly counts: ComponentCounts;
}

type EventHandler = (value: unknown, answer: unknown) => void;

const VALUES_EVERY_MS = 200;
const HEARTBEAT_EVERY_MS = 1000;
const SESSION_CHECK_EVERY_MS = 60_000;
const FACTS_IN_FLIGHT_MAX = 16;
const MESSAGE_BYTES_MAX = 16 * 1024;
const PAST_IS_READ_ONLY = 'Nothing can be done in the past; go back to live first.';

export function createLiveSocket(config: { readonly clientsMax: number }, deps: LiveSocketDeps): LiveSocket {
  const { state, clock, counts, travel } = deps;
  const clients = new Set<Client>();
  const dirty = new Set<TimelineState>();
  const timers: NodeJS.Timeout[] = [];
  let flushSoon = false;
  const io = new Server({
    parser: msgpack,
    serveClient: false,
    maxHttpBufferSize: MESSAGE_BYTES_MAX,
    transports: ['websocket', 'polling'],
    allowRequest: (request, done) => done(null, deps.originAllowed(request.headers.origin, request.headers.host)),
  });

  const rooms = createLiveRooms({ ...deps, io });

  const flush = (): void => {
    flushSoon = false;
    for (const timeline of dirty) rooms.flush(timeline);
    dirty.clear();
  };

  /** The field has no past: an officer's task is now. */
  const subscribe = (client: Client, wanted: Subscribe): void => {
    if (wanted.travel && wanted.view !== 'field') {
      rooms.leave(client);
      client.isLagging = false;
      client.wanted = wanted;
      void travel.open(client, wanted, wanted.travel);
      return;
    }
    travel.close(client);
    rooms.subscribe(client, wanted);
  };

  const checkSessions = async (): Promise<void> => {
    for (const client of clients) {
      const cookies = client.socket.handshake.headers.cookie;
      const session = await deps.sessionOf(cookies, client.session.role === 'wall');
      if (!session) client.socket.conn.close();
    }
  };

  const takeFact = async (client: Client, request: unknown, answer: unknown): Promise<void> => {
    if (typeof answer !== 'function') return;
    if (client.factsInFlight >= FACTS_IN_FLIGHT_MAX) {
      counts.dropped('facts-in-flight');
      const refusal: FactAnswer = { ok: false, code: 'unavailable', message: 'Too many at once.', retryable: true };
      answer(refusal);
      return;
    }
    if (travel.has(client)) {
      const refusal: FactAnswer = { ok: false, code: 'forbidden', message: PAST_IS_READ_ONLY, retryable: false };
      answer(refusal);
      return;
    }
    client.factsInFlight += 1;
    answer(await deps.facts.submit(client.session, request));
    client.factsInFlight -= 1;
  };

  /** By the table, and by what privacy.yaml says of every kind of data that the view holds. */
  const maySee = (view: View, role: Role): boolean =>
    VIEW_ROLES[view].includes(role) && DATA_OF_VIEW[view].every((kind) => deps.privacy.who(kind).includes(role));

  /** The door of every event, by its name: who has no right to it is told so and counted. */
  const listen = (
    client: Client,
    handlers: Readonly<Record<string, EventHandler>>,
  ): ReadonlyMap<string, EventHandler> => {
    const doors = new Map<string, EventHandler>();
    for (const [event, handle] of Object.entries(handlers)) {
      const access = EVENT_ACCESS[event];
      if (!access) throw new AppError('ACCESS', `The event ${event} has no line in access/access-table.ts.`);
      const door: EventHandler = (value, answer) => {
        if (access.to.includes(client.session.role)) return handle(value, answer);
        counts.dropped('forbidden');
        const message = `The role ${client.session.role} may not send ${event}.`;
        if (typeof answer === 'function') answer({ ok: false, code: 'forbidden', message, retryable: false });
        else client.socket.emit('refused', 'forbidden' satisfies SubscribeRefusal);
      };
      client.socket.on(event, door);
      doors.set(event, door);
    }
    return doors;
  };

  // Only a missing session is refused; a refused client does not come back, one whose link is cut tries again.
  io.use((socket, next) => {
    if (clients.size >= config.clientsMax) {
      counts.dropped('client-limit');
      socket.conn.close();
      return;
    }
    deps.sessionOf(socket.handshake.headers.cookie, true).then(
      (session) => {
        socket.data.session = session;
        next(session ? undefined : new Error('signed-out'));
      },
      () => {
        counts.error();
        socket.conn.close();
      },
    );
  });
  io.on('connection', (socket) => {
    const session = socket.data.session as Session;
    const client: Client = {
      socket,
      session,
      wanted: null,
      room: null,
      isLagging: false,
      packetsWaiting: 0,
      factsInFlight: 0,
    };
    clients.add(client);
    socket.conn.on('packetCreate', () => {
      client.packetsWaiting += 1;
    });
    socket.conn.on('drain', () => {
      client.packetsWaiting = 0;
    });
    const doors = listen(client, {
      subscribe: (wanted) => {
        counts.received();
        if (isSubscribe(wanted) && maySee(wanted.view, session.role)) subscribe(client, wanted);
        else socket.emit('refused', 'forbidden' satisfies SubscribeRefusal);
      },
      pace: (pace) => {
        if (isPace(pace)) travel.setPace(client, pace);
      },
      shown: (alarms) => {
        const at = client.room?.audience;
        if (at && at.view !== 'field' && isShown(alarms)) deps.onShown(at.timeline, alarms);
      },
      fact: (request, answer) => void takeFact(client, request, answer),
    });
    socket.on('disconnect', () => {
      rooms.leave(client);
      travel.close(client);
      clients.delete(client);
    });
    // What came with the handshake goes through the same door as what comes later.
    const { subscribe: first } = socket.handshake.auth;
    if (first !== undefined) doors.get('subscribe')?.(first, undefined);
  });

  state.onChange((timeline, urgent) => {
    dirty.add(timeline);
    if (!urgent || flushSoon) return;
    flushSoon = true;
    setImmediate(flush);
  });

  return {
    watchedTimelines: rooms.watchedTimelines,
    publish: rooms.publish,
    look: (session, wanted) => (maySee(wanted.view, session.role) ? rooms.look(session, wanted) : null),
    checkSessions: () => checkSessions().catch(() => counts.error()),
    resnapshot() {
      for (const client of clients) if (client.wanted && !travel.has(client)) rooms.subscribe(client, client.wanted);
    },
    async start() {
      io.attach(deps.http);
      timers.push(
        setInterval(flush, VALUES_EVERY_MS),
        setInterval(() => rooms.revive(clients), VALUES_EVERY_MS),
        setInterval(travel.step, VALUES_EVERY_MS),
      );
      timers.push(setInterval(() => rooms.beat(clock.nowMs()), HEARTBEAT_EVERY_MS));
      timers.push(setInterval(travel.beat, HEARTBEAT_EVERY_MS));
      timers.push(setInterval(() => void checkSessions().catch(() => counts.error()), SESSION_CHECK_EVERY_MS));
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      await io.close();
    },
  };
}
