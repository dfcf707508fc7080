/** A surface on the real server: one socket, one outbox, the base map once. */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import type { FactBody, FactRequest, View } from '@chengyun/contracts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { LiveClient } from '../state/live.ts';
import { createLiveClient } from '../state/live-client.ts';
import { createOutbox, type Outbox, type OutboxStorage } from '../state/outbox.ts';
import type { FactAnswer } from '../state/wire.ts';
import { browserClock } from './clock.ts';
import type * as connection from './live-connection.ts';
import { say } from './say.ts';
import { fetchBasemap, fetchHistory, fetchOfficers } from './server-api.ts';
import { followShown } from './shown-receipts.ts';
import { type FactOutcome, type Surface, wholeSeconds } from './surface.ts';

export interface LiveSurfaceConfig {
  readonly view: View;
  /** Null: what the server shows by default. */
  readonly timeline: string | null;
  /** Whose facts these are; part of a fact's id. */
  readonly actor: string;
  readonly storage: OutboxStorage;
  /** The way to the server; a page may fetch it after what it shows first. */
  readonly connection: Promise<typeof connection>;
  /** Timeline for facts that are stated before this page has heard the server; null when none is known. */
  readonly rememberedTimeline?: () => string | null;
  /** Called before each delivery; an answer stands for that of the server, a rejection keeps the fact waiting. */
  readonly beforeDelivery?: (fact: FactRequest) => Promise<FactAnswer | null>;
  /** What is not the state itself is fetched only when this resolves: on a slow network the state comes first. */
  readonly later?: (live: LiveClient) => Promise<void>;
  /** The session has ended: the page goes to the login. */
  readonly onSignedOut: () => void;
}

export interface LiveSurface extends Surface {
  readonly live: LiveClient;
  readonly outbox: Outbox;
  readonly waiting: ReadonlySignal<number>;
  readonly stop: () => void;
}

const TICK_MS = 250;
const FLUSH_MS = 5000;
const BASEMAP_RETRY_MS = 5000;

/** 16 hex digits. */
export function newEpoch(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function createLiveSurface(config: LiveSurfaceConfig): LiveSurface {
  let way: typeof connection | null = null;
  const live = createLiveClient({
    connect: (wish) => {
      if (!way) throw new Error('There is no way to the server yet.');
      const socket = way.connectSocket(wish, config.onSignedOut);
      // What was done before, or while the link was down, leaves at once and not with the next beat.
      socket.on('connect', () => void outbox.flush());
      return socket;
    },
    view: config.view,
    clock: browserClock,
    ...(config.timeline === null ? {} : { timeline: config.timeline }),
  });
  const deliver = async (fact: FactRequest): Promise<FactAnswer> =>
    (await config.beforeDelivery?.(fact)) ?? live.sendFact(fact);
  const outbox = createOutbox({ storage: config.storage, deliver, clock: browserClock, newEpoch });
  const basemap = signal<BasemapData | null>(null);
  let isStopped = false;
  void config.connection.then((found) => {
    if (isStopped) return;
    way = found;
    live.start();
  });
  void outbox.open().then(outbox.flush);
  const timers = [
    setInterval(live.tick, TICK_MS),
    setInterval(() => outbox.waiting.peek().length > 0 && void outbox.flush(), FLUSH_MS),
  ];
  const onOnline = () => void outbox.flush();
  addEventListener('online', onOnline);

  const loadBasemap = (): void => {
    fetchBasemap().then(
      (data) => {
        basemap.value = data;
      },
      () => timers.push(setTimeout(loadBasemap, BASEMAP_RETRY_MS)),
    );
  };
  void (config.later?.(live) ?? Promise.resolve()).then(loadBasemap);
  const stopReceipts = config.view === 'field' ? () => {} : followShown(live);

  return {
    live,
    travel: live,
    outbox,
    basemap,
    nowMs: wholeSeconds(live.nowMs),
    waiting: computed(() => outbox.waiting.value.length),
    history: (range) => fetchHistory(live.timeline.peek()?.id ?? 'live', range),
    officersFor: (alarm) => fetchOfficers(live.timeline.peek()?.id ?? 'live', alarm),
    act: (body) => act(body, config, live, outbox),
    stop: () => {
      isStopped = true;
      timers.forEach(clearInterval);
      removeEventListener('online', onOnline);
      stopReceipts();
      live.stop();
    },
  };
}

/** Stored first, then sent. What the server refused is an outcome with its reason; what is still waiting is `queued`. */
async function act(
  body: FactBody,
  { actor, rememberedTimeline }: LiveSurfaceConfig,
  live: LiveClient,
  outbox: Outbox,
): Promise<FactOutcome> {
  if (live.replay.peek()) return { ok: false, queued: false, message: say('travel.readOnly') };
  const timeline = live.timeline.peek()?.id ?? rememberedTimeline?.();
  if (!timeline) return { ok: false, queued: false, message: 'no timeline' };
  try {
    const id = await outbox.add(actor, timeline, body);
    const seq = Number(id.slice(id.lastIndexOf('/') + 1));
    await outbox.flush();
    if (outbox.waiting.peek().some((fact) => fact.seq === seq)) return { ok: false, queued: true, message: '' };
    const refused = outbox.refused.peek().find((entry) => entry.fact.seq === seq);
    return refused ? { ok: false, queued: false, message: refused.message } : { ok: true, id };
  } catch (error) {
    return { ok: false, queued: false, message: error instanceof Error ? error.message : String(error) };
  }
}
