/**
 * Sends the live state to browsers. All clients with the same view of the same timeline share a room; a delta is built
 * and encoded once per room and numbered there. Alarms and incidents leave in the same turn of the event loop, values
 * five times a second. A client that cannot keep up leaves its room and gets a fresh snapshot when it has drained.
 */
import type { Server as HttpServer } from 'node:http';
import type { Delta, Subscribe } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { Server, type Socket } from 'socket.io';
import * as msgpack from 'socket.io-msgpack-parser';
import type { FactAnswer, Heartbeat } from '../state/wire.ts';
import type { Facts } from './facts.ts';
import type { LiveState } from './live-state.ts';
import type { Session } from './sessions.ts';
import type { TimelineState } from './timeline-state.ts';
import { type Audience, deltaFor, isSubscribe, roomOf, type Surroundings, snapshotFor, VIEW_ROLES } from './views.ts';

export type SlowParts = Pick<Delta, 'vitals' | 'trust' | 'officers' | 'assets' | 'strip'>;

export interface LiveSocket extends Service {
  /** Sends slow-moving parts to every whole view of a timeline; the field gets the trust line only. */
  publish(timeline: string, parts: SlowParts): void;
  /** Fresh snapshots for all: the list of timelines or the default one has changed. */
  resnapshot(): void;
  clients(): number;
  /** Rooms with at least one client, by timeline: nobody else needs slow parts. */
  watchedTimelines(): readonly string[];
  hasOfficer(officer: string): boolean;
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
  readonly counts: ComponentCounts;
}

interface Room {
  readonly audience: Audience;
  n: number;
  readonly members: Set<Client>;
}
interface Client {
  readonly socket: Socket;
  readonly session: Session;
  wanted: Subscribe | null;
  room: Room | null;
  isLagging: boolean;
  /** Packets handed over and not yet on the wire. */
  packetsWaiting: number;
  factsInFlight: number;
}

const VALUES_EVERY_MS = 200;
const HEARTBEAT_EVERY_MS = 1000;
const SESSION_CHECK_EVERY_MS = 60_000;
/** Packets waiting for one client beyond which it is dropped to a snapshot. */
const PACKETS_WAITING_MAX = 64;
const FACTS_IN_FLIGHT_MAX = 16;
const MESSAGE_BYTES_MAX = 16 * 1024;

export function createLiveSocket(config: { readonly clientsMax: number }, deps: LiveSocketDeps): LiveSocket {
  const { state, clock, epoch, counts } = deps;
  const rooms = new Map<string, Room>();
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

  const sendSnapshot = (client: Client, room: Room): void => {
    const timeline = state.timeline(room.audience.timeline);
    if (!timeline) return;
    const stamp = { epoch, n: room.n };
    client.socket.emit('snapshot', snapshotFor(room.audience, timeline, deps.around(timeline.id), stamp));
    counts.sent();
  };

  const leave = (client: Client): void => {
    const { room } = client;
    if (!room) return;
    void client.socket.leave(roomOf(room.audience));
    room.members.delete(client);
    if (room.members.size === 0) rooms.delete(roomOf(room.audience));
    client.room = null;
  };

  const subscribe = (client: Client, wanted: Subscribe): void => {
    const known = wanted.timeline !== undefined && state.timeline(wanted.timeline) !== null;
    const timeline = known && wanted.timeline !== undefined ? wanted.timeline : deps.defaultTimeline();
    const officer = wanted.view === 'field' ? client.session.account : '';
    const audience: Audience = { view: wanted.view, timeline, officer };
    const key = roomOf(audience);
    if (client.room && roomOf(client.room.audience) !== key) leave(client);
    const room = rooms.get(key) ?? { audience, n: 0, members: new Set<Client>() };
    rooms.set(key, room);
    room.members.add(client);
    client.room = room;
    client.wanted = wanted;
    client.isLagging = false;
    void client.socket.join(key);
    sendSnapshot(client, room);
  };

  const emitDelta = (room: Room, parts: Omit<Delta, 'epoch' | 'n'>): void => {
    dropLaggards(room);
    room.n += 1;
    io.to(roomOf(room.audience)).emit('delta', { epoch, n: room.n, ...parts } satisfies Delta);
    counts.sent(room.members.size);
  };

  const dropLaggards = (room: Room): void => {
    for (const client of room.members) {
      if (client.isLagging || client.packetsWaiting <= PACKETS_WAITING_MAX) continue;
      client.isLagging = true;
      counts.dropped('slow-client');
      void client.socket.leave(roomOf(room.audience));
    }
  };

  const reviveLaggards = (): void => {
    for (const client of clients) {
      if (client.isLagging && client.wanted && client.packetsWaiting === 0) subscribe(client, client.wanted);
    }
  };

  const flush = (): void => {
    flushSoon = false;
    for (const timeline of dirty) {
      const changes = timeline.takeChanges();
      for (const room of rooms.values()) {
        if (room.audience.timeline !== timeline.id) continue;
        const parts = deltaFor(room.audience, timeline, changes);
        if (parts) emitDelta(room, parts);
      }
    }
    dirty.clear();
  };

  const beat = (): void => {
    for (const [key, room] of rooms) {
      const timeline = state.timeline(room.audience.timeline);
      if (!timeline) continue;
      const beat: Heartbeat = { epoch, n: room.n, wallMs: clock.nowMs(), timeline: timeline.view() };
      io.to(key).emit('heartbeat', beat);
    }
  };

  const checkSessions = async (): Promise<void> => {
    for (const client of clients) {
      const cookies = client.socket.handshake.headers.cookie;
      const session = await deps.sessionOf(cookies, client.session.role === 'wall');
      if (!session) client.socket.disconnect(true);
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
    client.factsInFlight += 1;
    answer(await deps.facts.submit(client.session, request));
    client.factsInFlight -= 1;
  };

  io.use((socket, next) => {
    if (clients.size >= config.clientsMax) {
      counts.dropped('client-limit');
      next(new Error('full'));
      return;
    }
    deps.sessionOf(socket.handshake.headers.cookie, true).then(
      (session) => {
        socket.data.session = session;
        next(session ? undefined : new Error('signed-out'));
      },
      () => next(new Error('unavailable')),
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
    socket.on('subscribe', (wanted: unknown) => {
      counts.received();
      if (isSubscribe(wanted) && VIEW_ROLES[wanted.view].includes(session.role)) subscribe(client, wanted);
      else socket.emit('refused', 'forbidden');
    });
    socket.on('fact', (request: unknown, answer: unknown) => void takeFact(client, request, answer));
    socket.on('disconnect', () => {
      leave(client);
      clients.delete(client);
    });
  });

  state.onChange((timeline, urgent) => {
    dirty.add(timeline);
    if (!urgent || flushSoon) return;
    flushSoon = true;
    setImmediate(flush);
  });

  return {
    clients: () => clients.size,
    watchedTimelines: () => [...new Set([...rooms.values()].map((room) => room.audience.timeline))],
    hasOfficer: (officer) => [...rooms.values()].some((room) => room.audience.officer === officer),
    publish(timeline, parts) {
      for (const room of rooms.values()) {
        if (room.audience.timeline !== timeline) continue;
        if (room.audience.view !== 'field') emitDelta(room, parts);
        else if (parts.trust) emitDelta(room, { trust: parts.trust });
      }
    },
    resnapshot() {
      for (const client of clients) if (client.wanted) subscribe(client, client.wanted);
    },
    async start() {
      io.attach(deps.http);
      timers.push(setInterval(flush, VALUES_EVERY_MS), setInterval(reviveLaggards, VALUES_EVERY_MS));
      timers.push(setInterval(beat, HEARTBEAT_EVERY_MS));
      timers.push(setInterval(() => void checkSessions().catch(() => counts.error()), SESSION_CHECK_EVERY_MS));
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      await io.close();
    },
  };
}
