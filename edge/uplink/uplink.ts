/**
 * Carries an outbox to the broker: QoS 1, a bounded window in flight, PUBACK → outbox acknowledgement, reconnect with
 * backoff and resend in order.
 *
 * Invariants: within an epoch the order of the outbox is kept over any number of reconnects; a message leaves the
 * outbox only after its PUBACK; an old backlog gets a small window of its own, so that it never delays what is said
 * now. After a long absence the unsent part becomes backlog too: a new epoch begins.
 */
import {
  type DeviceCredentials,
  DOWN_CHANNELS,
  type DownChannel,
  parseTopic,
  type StatusMessage,
  TIME_TOPIC,
  topicOf,
} from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Chance } from '../agent/chance.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { createBackoff } from './backoff.ts';
import { createClockSkew } from './clock-skew.ts';
import { type CloseKind, type Connection, openConnection } from './connection.ts';
import { createLaneSender, type LaneSender, type Publisher } from './lane-sender.ts';
import { withinMs } from './within-ms.ts';

export interface UplinkConfig {
  readonly mqttUrl: string;
  /** Authority that signed the broker's certificate, PEM; those that Node trusts when left out. */
  readonly ca?: string | undefined;
  readonly device: string;
  /** Read anew for every connection, so that a renewed secret is taken up without a restart. */
  readonly credentials: () => DeviceCredentials;
  /** What the operator is told to look at when the broker refuses. */
  readonly credentialsHint: string;
  /** Messages in flight for what is said now; default 48. */
  readonly window?: number;
  /** Messages in flight for the oldest backlog; default 16. */
  readonly backlogWindow?: number;
  /** Unsent messages at a reconnect from which a new epoch begins; default 512. Infinity keeps one strict order. */
  readonly overtakeBeyond?: number;
  readonly keepaliveS?: number;
  /** Without any PUBACK for this long the connection is given up; default 30 s. */
  readonly stalledAfterMs?: number;
  readonly reconnectFirstMs?: number;
  readonly reconnectMaxMs?: number;
  /** Longest pause after the broker refused the credentials; default 60 s. */
  readonly refusedRetryMs?: number;
  /** Goes into the status message, for instance `sensor/0.1`. */
  readonly agent: string;
}

export interface UplinkDeps {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly delivered: (items: number) => void;
  readonly failed: () => void;
  /** What the centre tells the device, as it came; without it the device does not listen. */
  readonly told?: (channel: DownChannel, payload: Uint8Array) => void;
}

export interface Uplink {
  start(): void;
  stop(): Promise<void>;
  readonly connected: () => boolean;
  /** Own clock minus the broker's, milliseconds; null before the broker said its time. */
  readonly clockSkewMs: () => number | null;
  /** Sends evidence past the outbox: it must lie on no disk. False when there is no connection that could take it. */
  show(evidence: string): boolean;
  /** Resolves when everything that was appended is acknowledged. */
  drained(): Promise<void>;
}

export function createUplink(config: UplinkConfig, deps: UplinkDeps): Uplink {
  const { mqttUrl, device, window = 48, backlogWindow = 16, overtakeBeyond = 512, stalledAfterMs = 30_000 } = config;
  const { outbox, clock, logger } = deps;
  const backoff = createBackoff(config.reconnectFirstMs ?? 500, config.reconnectMaxMs ?? 30_000, deps.chance.fraction);
  const refusedRetryMs = config.refusedRetryMs ?? 60_000;
  // A device that was registered a moment ago may be refused once; one that is wrong stays wrong until someone acts.
  const refusedBackoff = createBackoff(Math.min(2000, refusedRetryMs), refusedRetryMs, deps.chance.fraction);
  const senders = new Map<string, LaneSender>();
  const skew = createClockSkew();
  let waiters: (() => void)[] = [];
  let connection: Connection | null = null;
  let isOpen = false;
  let generation = 0;
  let pumping = false;
  let pumpAsked = false;
  let retryTimer: NodeJS.Timeout | null = null;
  let watchTimer: NodeJS.Timeout | null = null;
  let running = false;

  function dial(): void {
    retryTimer = null;
    const dialled = ++generation;
    let credentials: DeviceCredentials;
    try {
      credentials = config.credentials();
    } catch (error) {
      deps.failed();
      logger.error({ device }, (error as Error).message);
      retryTimer = setTimeout(dial, refusedBackoff.nextMs());
      return;
    }
    connection = openConnection(
      { mqttUrl, ca: config.ca, credentials, keepaliveS: config.keepaliveS ?? 15, connectTimeoutMs: 10_000 },
      clock.nowMs,
      {
        onOpen: () => void opened(dialled),
        onClose: (reason, kind) => closed(dialled, reason, kind),
        onMessage: (topic, payload) => {
          if (topic === TIME_TOPIC) return skew.hear(payload, clock.nowMs());
          const channel = DOWN_CHANNELS.find((known) => known === parseTopic(topic)?.channel);
          if (channel !== undefined) deps.told?.(channel, payload);
        },
      },
    );
  }

  async function opened(dialled: number): Promise<void> {
    const opening = connection;
    logger.debug({ device }, 'connected');
    publishStatus(true, () => {
      backoff.reset();
      refusedBackoff.reset();
    });
    const live = outbox.lanes().at(-1);
    if (live !== undefined && live.unread() > overtakeBeyond) await outbox.beginEpoch();
    if (dialled !== generation || connection !== opening || !running) return;
    isOpen = true;
    const ears = deps.told ? DOWN_CHANNELS.map((channel) => topicOf(device, channel)) : [];
    connection?.subscribe([TIME_TOPIC, ...ears]);
    for (const sender of senders.values()) sender.resend(publisher);
    pump();
  }

  function closed(dialled: number, reason: string, kind: CloseKind): void {
    if (dialled !== generation) return;
    const wasOpen = isOpen;
    isOpen = false;
    connection = null;
    if (!running) return;
    deps.failed();
    const waitMs = kind === 'lost' ? backoff.nextMs() : refusedBackoff.nextMs();
    if (kind === 'refused') {
      logger.error(
        { device, retryMs: waitMs },
        `The broker at ${mqttUrl} refused the device ${device}: check ${config.credentialsHint}.`,
      );
    } else if (kind === 'distrusted') {
      logger.error(
        { device, retryMs: waitMs },
        `The certificate of the broker at ${mqttUrl} is not to be believed (${reason}): nothing was sent; name the authority that signed it in mqttCaFile.`,
      );
    } else if (wasOpen) {
      logger.warn({ device, retryMs: waitMs }, `The connection of ${device} to ${mqttUrl} was lost: ${reason}.`);
    } else {
      logger.debug({ device, retryMs: waitMs }, `The broker at ${mqttUrl} cannot be reached: ${reason}.`);
    }
    retryTimer = setTimeout(dial, waitMs);
  }

  const publisher: Publisher = {
    publish: (topic, payload, acked) =>
      connection?.publish(topic, payload, {}, () => {
        acked();
        pump();
      }),
    together: (work) => connection?.together(work),
  };

  function publishStatus(online: boolean, acked: () => void): void {
    const status: StatusMessage = { v: 1, device, online, sent_at: clock.nowMs(), agent: config.agent };
    connection?.publish(topicOf(device, 'status'), JSON.stringify(status), { retain: true }, acked);
  }

  /** Asks for a round of filling; what happens within one turn (a burst of PUBACKs) shares one. */
  function pump(): void {
    if (pumpAsked) return;
    pumpAsked = true;
    setImmediate(() => {
      if (outbox.unacked() === 0) settleWaiters();
      if (pumping) return;
      pumpAsked = false;
      pumping = true;
      void pumpOnce().finally(() => {
        pumping = false;
        if (!pumpAsked) return;
        pumpAsked = false;
        pump();
      });
    });
  }

  async function pumpOnce(): Promise<void> {
    if (!isOpen) return;
    const current = generation;
    const isCurrent = () => isOpen && generation === current;
    const lanes = outbox.lanes();
    forgetSenders(new Set(lanes.map(({ epoch }) => epoch)));
    const oldest = lanes[0];
    const live = lanes.at(-1);
    // What is said now goes first; of the backlog only the oldest epoch moves, so that its order is kept.
    if (live !== undefined) await senderOf(live.epoch).fill(window, publisher, isCurrent);
    if (oldest !== undefined && oldest !== live) await senderOf(oldest.epoch).fill(backlogWindow, publisher, isCurrent);
  }

  function senderOf(epoch: string): LaneSender {
    const known = senders.get(epoch);
    if (known !== undefined) return known;
    const lane = outbox.lanes().find((one) => one.epoch === epoch);
    if (lane === undefined) throw new Error(`The outbox of ${device} has no epoch ${epoch}.`);
    const sender = createLaneSender(lane, { device, nowMs: clock.nowMs, delivered: deps.delivered });
    senders.set(epoch, sender);
    return sender;
  }

  function forgetSenders(epochs: ReadonlySet<string>): void {
    for (const [epoch, sender] of senders) {
      if (!epochs.has(epoch) && sender.inFlight() === 0) senders.delete(epoch);
    }
  }

  /** A half-open connection looks alive: give it up when acknowledgements stay out. */
  function watch(): void {
    const sentMs = [...senders.values()].map((sender) => sender.oldestSentMs()).filter((ms) => ms !== null);
    if (!isOpen || sentMs.every((ms) => clock.nowMs() - ms < stalledAfterMs)) return;
    logger.warn({ device }, `The broker at ${mqttUrl} acknowledges nothing of ${device}: connecting anew.`);
    connection?.cut();
  }

  function settleWaiters(): void {
    const settled = waiters;
    waiters = [];
    for (const resolve of settled) resolve();
  }

  return {
    start: () => {
      if (running) return;
      running = true;
      outbox.onGrowth(pump);
      watchTimer = setInterval(watch, Math.min(1000, stalledAfterMs / 2));
      watchTimer.unref();
      dial();
    },
    stop: async () => {
      if (!running) return;
      running = false;
      if (retryTimer !== null) clearTimeout(retryTimer);
      if (watchTimer !== null) clearInterval(watchTimer);
      const ending = connection;
      if (isOpen && ending !== null) {
        // Best effort: a broker that does not answer must not hold up the stop.
        await withinMs(1000, new Promise<void>((resolve) => publishStatus(false, resolve)));
      }
      isOpen = false;
      connection = null;
      generation += 1;
      ending?.cut();
    },
    connected: () => isOpen,
    clockSkewMs: skew.skewMs,
    show: (evidence) => {
      if (!isOpen || connection === null) return false;
      connection.publish(topicOf(device, 'evidence'), evidence, {}, () => undefined);
      return true;
    },
    drained: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        pump();
      }),
  };
}
