/**
 * What every edge device has in common: items → batches → outbox on disk → MQTT, with statistics.
 *
 * Invariants: an item is counted `received` once and then `sent` once (its PUBACK came) or `dropped` with a reason, or
 * it is still in the outbox. Nothing here waits for the network: a dead broker only makes the outbox grow.
 */
import { join } from 'node:path';
import type { AgentDevice, DeviceCredentials, DeviceEvent, DownChannel, Observation } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { OutboxChannel } from '../outbox/frame.ts';
import { ITEMS_BYTES_MAX, type Outbox, openOutbox } from '../outbox/outbox.ts';
import { readAuthority, readCredentials } from '../uplink/credentials.ts';
import { createUplink, type Uplink } from '../uplink/uplink.ts';
import { type Batcher, createBatcher } from './batcher.ts';
import type { Chance } from './chance.ts';
import { createSelfReport } from './self-report.ts';
import { createStatistics, type StatisticsSnapshot } from './statistics.ts';

export interface AgentConfig {
  readonly device: string;
  readonly mqttUrl: string;
  /** PEM of the authority that signed the broker's certificate; those that Node trusts when left out. */
  readonly mqttCaFile?: string | undefined;
  /** A file of mode 0600, or the credentials themselves for a caller that has just created the device. */
  readonly credentials: { readonly file: string } | DeviceCredentials;
  /** Folder of all outboxes; the device has its own inside. */
  readonly outboxDir: string;
  readonly outboxBytesMax?: number;
  readonly batch?: BatchLimits;
  /** One strict order over everything, and nothing from earlier runs; for conducted replays. */
  readonly strictOrder?: boolean;
  /** Name and version for the status message. */
  readonly agent: string;
}

/** Left out: 50 items, 200 ms. */
export interface BatchLimits {
  readonly itemsMax?: number | undefined;
  /** An item waits at most this long for others. */
  readonly ageMsMax?: number | undefined;
}

export interface AgentDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly logger: Logger;
  readonly counts?: ComponentCounts;
  /** What the centre tells the device; without it the device does not listen. */
  readonly told?: (channel: DownChannel, payload: Uint8Array) => void;
  /** How much of the wanted rate it works at, 0 to 1; left out by what has no rate of its own. */
  readonly rateShare?: () => number;
}

export interface AgentHealth extends AgentDevice {
  /** Own clock minus the broker's, milliseconds; null before the broker said its time. */
  readonly clockSkewMs: number | null;
  readonly statistics: StatisticsSnapshot;
}

export interface Agent {
  readonly device: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the item is safe on disk, or was counted as dropped. Never rejects. */
  observe(observation: Observation): Promise<void>;
  report(event: DeviceEvent): Promise<void>;
  /** How observations are put together from now on. */
  batch(limits: BatchLimits): void;
  /** Sends evidence at once and without the outbox. False when the device is not connected. */
  show(evidence: string): boolean;
  /** Resolves when everything said so far is acknowledged by the broker. */
  drained(): Promise<void>;
  health(): AgentHealth;
}

/** How often the agent looks whether it has something to say of itself. */
const SELF_LOOK_MS = 5_000;

export function createAgent(config: AgentConfig, deps: AgentDeps): Agent {
  const { device, credentials, strictOrder = false } = config;
  const statistics = createStatistics(deps.counts);
  const limitsOf = ({ itemsMax = 50, ageMsMax = 200 }: BatchLimits = {}) => ({
    ...{ itemsMax, ageMsMax },
    bytesMax: Math.min(32 * 1024, ITEMS_BYTES_MAX),
  });
  const limits = limitsOf(config.batch);
  const observations: Batcher<Observation> = createBatcher(limits, (items, count) =>
    keep('observations', items, count),
  );
  const events: Batcher<DeviceEvent> = createBatcher({ ...limits, ageMsMax: 0 }, (items, count) =>
    keep('events', items, count),
  );
  let outbox: Outbox | null = null;
  let uplink: Uplink | null = null;
  let writeFault: string | null = null;
  // A conducted replay says what was recorded and nothing else.
  const self = strictOrder ? null : createSelfReport();
  let selfTimer: NodeJS.Timeout | null = null;

  const signIn = (): DeviceCredentials =>
    'file' in credentials ? readCredentials(credentials.file, device) : credentials;

  async function keep(channel: OutboxChannel, items: string, count: number): Promise<void> {
    if (outbox === null) return statistics.dropped('not-running', count);
    try {
      await outbox.append(channel, items, count);
      writeFault = null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      statistics.error();
      statistics.dropped(error.code.toLowerCase().replaceAll('_', '-'), count);
      // Said once, not for every message, until a write succeeds again.
      if (writeFault !== error.code) deps.logger.error({ device }, error.message);
      writeFault = error.code;
    }
  }

  const health = (): AgentHealth => ({
    device,
    connected: uplink?.connected() ?? false,
    waiting: outbox?.unacked() ?? 0,
    outboxBytes: outbox?.bytes() ?? 0,
    clockSkewMs: uplink?.clockSkewMs() ?? null,
    statistics: statistics.snapshot(),
  });

  const observe = (observation: Observation): Promise<void> => {
    statistics.received();
    return observations.add(observation);
  };

  function reportSelf(): void {
    for (const observation of self?.due(deps.clock.nowMs(), { ...health(), rateShare: deps.rateShare?.() ?? null }) ??
      [])
      void observe(observation);
  }

  return {
    device,
    start: async () => {
      // A missing or open file of credentials or authority is said at start and not after the first retry.
      signIn();
      const ca = config.mqttCaFile === undefined ? undefined : readAuthority(config.mqttCaFile);
      outbox = openOutbox(
        {
          folder: join(config.outboxDir, device),
          ...(config.outboxBytesMax === undefined ? {} : { bytesMax: config.outboxBytesMax }),
          discardBacklog: strictOrder,
        },
        {
          hex64: deps.chance.hex64,
          dropped: statistics.dropped,
          warn: (sentence) => deps.logger.warn({ device }, sentence),
        },
      );
      uplink = createUplink(
        {
          mqttUrl: config.mqttUrl,
          ca,
          device,
          credentials: signIn,
          credentialsHint: 'file' in credentials ? credentials.file : 'its secret',
          agent: config.agent,
          ...(strictOrder ? { overtakeBeyond: Infinity } : {}),
        },
        { ...deps, outbox, delivered: statistics.sent, failed: () => statistics.error() },
      );
      uplink.start();
      selfTimer = setInterval(reportSelf, SELF_LOOK_MS);
    },
    stop: async () => {
      if (selfTimer !== null) clearInterval(selfTimer);
      await Promise.all([observations.flush(), events.flush()]);
      await uplink?.stop();
      await outbox?.close();
      uplink = null;
      outbox = null;
    },
    observe: (observation) => {
      self?.read(observation.at);
      return observe(observation);
    },
    report: (event) => {
      statistics.received();
      return events.add(event);
    },
    batch: (next) => observations.configure(limitsOf(next)),
    show: (evidence) => uplink?.show(evidence) ?? false,
    drained: async () => {
      await Promise.all([observations.flush(), events.flush()]);
      await uplink?.drained();
    },
    health,
  };
}
