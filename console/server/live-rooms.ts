/**
 * Rooms of clients that see the same view of the same timeline. A delta is built and encoded once per room and numbered
 * there. A client that cannot keep up leaves its room and gets a fresh snapshot when it has drained.
 */
import type { Delta, Snapshot, Subscribe } from '@chengyun/contracts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { Server, Socket } from 'socket.io';
import type { Heartbeat } from '../state/wire.ts';
import type { Places } from './access/scope.ts';
import { limitedDelta, limitedSnapshot } from './access/scope-filter.ts';
import type { LiveState } from './live-state.ts';
import type { Session } from './sessions.ts';
import type { TimelineState } from './timeline-state.ts';
import { type Audience, deltaFor, roomOf, type Surroundings, snapshotFor } from './views.ts';

export interface Client {
  readonly socket: Socket;
  readonly session: Session;
  wanted: Subscribe | null;
  room: Room | null;
  isLagging: boolean;
  /** Packets handed over and not yet on the wire. */
  packetsWaiting: number;
  factsInFlight: number;
}

export interface Room {
  readonly audience: Audience;
  n: number;
  readonly members: Set<Client>;
}

export type SlowParts = Pick<Delta, 'vitals' | 'trust' | 'officers' | 'assets' | 'strip'>;

export interface LiveRooms {
  /** Puts the client into the room it wants, or keeps it there, and sends a snapshot. */
  subscribe(client: Client, wanted: Subscribe): void;
  /** What a room would be sent first, for somebody who is in none yet; null when there is no timeline to show. */
  look(session: Session, wanted: Subscribe): Snapshot | null;
  leave(client: Client): void;
  /** Sends what changed in a timeline to every room that shows it. */
  flush(timeline: TimelineState): void;
  publish(timeline: string, parts: SlowParts): void;
  beat(wallMs: number): void;
  /** Clients that have drained come back. */
  revive(clients: Iterable<Client>): void;
  watchedTimelines(): readonly string[];
}

export interface LiveRoomsDeps {
  readonly io: Server;
  readonly state: LiveState;
  readonly epoch: string;
  readonly around: (timeline: string) => Surroundings;
  readonly defaultTimeline: () => string;
  readonly places: Places;
  readonly counts: ComponentCounts;
}

/** Packets waiting for one client beyond which it is dropped to a snapshot. */
export const PACKETS_WAITING_MAX = 64;

export function createLiveRooms(deps: LiveRoomsDeps): LiveRooms {
  const { io, state, epoch, around, defaultTimeline, places, counts } = deps;
  const rooms = new Map<string, Room>();

  const audienceOf = ({ account, scope }: Session, { view, timeline }: Subscribe): Audience => {
    const known = timeline !== undefined && state.timeline(timeline) !== null;
    return { view, timeline: known ? timeline : defaultTimeline(), officer: view === 'field' ? account : '', scope };
  };

  const snapshotOf = (audience: Audience, n: number): Snapshot | null => {
    const timeline = state.timeline(audience.timeline);
    if (!timeline) return null;
    return limitedSnapshot(snapshotFor(audience, timeline, around(timeline.id), { epoch, n }), audience.scope, places);
  };

  const sendSnapshot = (client: Client, room: Room): void => {
    const snapshot = snapshotOf(room.audience, room.n);
    if (!snapshot) return;
    client.socket.emit('snapshot', snapshot);
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
    const audience = audienceOf(client.session, wanted);
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

  const dropLaggards = (room: Room): void => {
    for (const client of room.members) {
      if (client.isLagging || client.packetsWaiting <= PACKETS_WAITING_MAX) continue;
      client.isLagging = true;
      counts.dropped('slow-client');
      void client.socket.leave(roomOf(room.audience));
    }
  };

  const emitDelta = (room: Room, parts: Omit<Delta, 'epoch' | 'n'>): void => {
    dropLaggards(room);
    room.n += 1;
    const limited = limitedDelta(parts, room.audience.scope, places);
    io.to(roomOf(room.audience)).emit('delta', { epoch, n: room.n, ...limited } satisfies Delta);
    counts.sent(room.members.size);
  };

  return {
    subscribe,
    look(session, wanted) {
      const audience = audienceOf(session, wanted);
      return snapshotOf(audience, rooms.get(roomOf(audience))?.n ?? 0);
    },
    leave,
    flush(timeline) {
      const changes = timeline.takeChanges();
      for (const room of rooms.values()) {
        if (room.audience.timeline !== timeline.id) continue;
        const parts = deltaFor(room.audience, timeline, changes, () => around(timeline.id));
        if (parts) emitDelta(room, parts);
      }
    },
    publish(timeline, parts) {
      for (const room of rooms.values()) {
        if (room.audience.timeline !== timeline) continue;
        if (room.audience.view !== 'field') emitDelta(room, parts);
        else if (parts.trust) emitDelta(room, { trust: parts.trust });
      }
    },
    beat(wallMs) {
      for (const [key, room] of rooms) {
        const timeline = state.timeline(room.audience.timeline);
        if (!timeline) continue;
        const beat: Heartbeat = { epoch, n: room.n, wallMs, timeline: timeline.view() };
        io.to(key).emit('heartbeat', beat);
      }
    },
    revive(clients) {
      for (const client of clients) {
        if (client.isLagging && client.wanted && client.packetsWaiting === 0) subscribe(client, client.wanted);
      }
    },
    watchedTimelines: () => [...new Set([...rooms.values()].map((room) => room.audience.timeline))],
  };
}
