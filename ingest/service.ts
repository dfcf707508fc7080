/** Ingest, composed: broker → intake → partitions → log, with ticks, quarantine, registry and downlink beside it. */
import type { MetricStandard } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { HealthRoutes } from '@chengyun/platform/service/health.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { createBroker } from './broker.ts';
import type { IngestConfig } from './config.ts';
import { createDownlink, type DownlinkContent } from './downlink.ts';
import { createEvidenceBox } from './evidence.ts';
import { createGate } from './gate.ts';
import { createIntake } from './intake.ts';
import type { Collects } from './items.ts';
import { createMeters } from './meters.ts';
import { createPartition } from './partition.ts';
import { createQuarantine, type QuarantineStore } from './quarantine.ts';
import { recallSeries } from './recall.ts';
import { createRegistry, type Registry } from './registry.ts';
import { createStreamFollower } from './stream-follower.ts';
import { createTicks } from './ticks.ts';
import { createTimelineClock } from './time-window.ts';
import { createValidator, notCollected } from './validate.ts';

export interface IngestDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly standards: ReadonlyMap<string, MetricStandard>;
  readonly collects: Collects;
  readonly quarantineStore: QuarantineStore;
  /** Fills the registry and keeps it equal to the store; `onReplaced` is to be called after each replacement. */
  readonly registrySource: (registry: Registry, onReplaced: () => void) => Service;
  /** Hands over what the store holds for devices, at start and after each change. */
  readonly downlinkSource: (replace: (content: DownlinkContent) => void) => Service;
  /** Who holds the partitions, for the operator; any text. */
  readonly owner: string;
}

export interface Ingest extends Service {
  ready(): { ok: boolean; detail: string };
  /** What it answers on its health page: the stills that cameras sent. */
  readonly routes: HealthRoutes;
  /** The port that the broker listens on. */
  port(): number;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
}

export function createIngest(config: IngestConfig & ListenOptions, deps: IngestDeps): Ingest {
  const { log, clock, logger, metrics } = deps;
  const meters = createMeters(metrics);
  const registry = createRegistry(log.partitions('telemetry'));
  const gate = createGate(config.CHENGYUN_INGEST_HELD_MAX, () => meters.backpressure());
  const quarantine = createQuarantine(
    { rowsMax: config.CHENGYUN_QUARANTINE_ROWS_MAX, rowsPerMin: config.CHENGYUN_QUARANTINE_ROWS_PER_MIN },
    { store: deps.quarantineStore, clock, counts: meters.intake },
  );
  const limits = {
    batchMax: config.CHENGYUN_INGEST_BATCH_MAX,
    lingerMs: config.CHENGYUN_INGEST_LINGER_MS,
    retryMs: config.CHENGYUN_INGEST_RETRY_MS,
    retryMsMax: config.CHENGYUN_INGEST_RETRY_MS_MAX,
  };
  const partitions = Array.from({ length: log.partitions('telemetry') }, (_, index) =>
    createPartition(index, limits, {
      log,
      clock,
      logger,
      owner: deps.owner,
      quarantine,
      onAcquired: (acquired) => recallSeries(acquired, { ...deps, registry }),
      onStopped: (stopped) => {
        meters.intake.error();
        broker.disconnect((sender) => sender.partition === stopped);
      },
      onCommitted: (records) => meters.intake.sent(records),
      onReleased: (messages) => {
        meters.intake.received(messages);
        gate.leave(messages);
      },
    }),
  );
  const ticks = createTicks(
    { tickMs: config.CHENGYUN_INGEST_TICK_MS, idleMs: config.CHENGYUN_INGEST_TICK_IDLE_MS },
    { clock, partitions, timelines: () => registry.timelines(), onTick: (timeline) => meters.tick(timeline) },
  );
  const validate = createValidator({
    registry,
    standards: deps.standards,
    collects: deps.collects,
    clock,
    timelineClock: createTimelineClock((timeline) => ticks.lastTickAtMs(timeline)),
    limits: {
      aheadMsMax: config.CHENGYUN_INGEST_AHEAD_MS_MAX,
      behindMsMax: config.CHENGYUN_INGEST_BEHIND_MS_MAX,
      exerciseBehindMsMax: config.CHENGYUN_INGEST_EXERCISE_BEHIND_MS_MAX,
      skewMsMax: config.CHENGYUN_INGEST_SKEW_MS_MAX,
    },
    isDuplicate: ({ partition, device }, epoch, seq) =>
      partitions[partition]?.isDuplicate(device.id, epoch, seq) ?? false,
  });
  const evidence = createEvidenceBox(clock);
  const takeEvidence: typeof evidence.take = (sender, payload) =>
    deps.collects.collectsChannel('evidence') ? evidence.take(sender, payload) : notCollected('evidence');
  const intake = createIntake({ validate, takeEvidence, partitions, ticks, counts: meters });
  let isOpen = false;
  const isRunning = (partition: number) => isOpen && (partitions[partition]?.isRunning() ?? false);
  const broker = createBroker(
    {
      host: config.host,
      port: config.port,
      connectionsMax: config.CHENGYUN_INGEST_CONNECTIONS_MAX,
      idleMs: config.CHENGYUN_INGEST_IDLE_MS,
    },
    {
      ...{ registry, intake, gate, isRunning, counts: metrics.component('broker'), logger, nowMs: clock.nowMs },
      onListening: (sender) => downlink.greet(sender),
    },
  );
  const downlink = createDownlink({ registry, clock, evidence, tell: broker.tell });
  // A device that was revoked or changed signs in again, or no longer can.
  const source = deps.registrySource(registry, () => {
    broker.disconnect((sender) => registry.sender(sender.device.id) !== sender);
    downlink.refresh();
  });
  const downlinkSource = deps.downlinkSource(downlink.replace);
  meters.watch({ held: gate.held, connections: broker.connections });
  let followers: readonly Service[] = [];

  return {
    start: async () => {
      await source.start();
      // The port first: another ingest that runs must not lose its partitions to one that cannot listen.
      await broker.start();
      await downlinkSource.start();
      await Promise.all(partitions.map((partition) => partition.start()));
      const [facts, forecasts] = await Promise.all([log.head('facts', 0), log.head('forecasts', 0)]);
      await ticks.start({ facts, forecasts });
      followers = [
        createStreamFollower('facts', facts, { log, logger, onRecords: ticks.noteFact }),
        createStreamFollower('forecasts', forecasts, {
          log,
          logger,
          onRecords: (_, head) => ticks.noteForecasts(head),
        }),
      ];
      for (const follower of followers) await follower.start();
      isOpen = true;
    },
    stop: async () => {
      isOpen = false;
      await downlinkSource.stop();
      await broker.stop();
      ticks.stop();
      for (const follower of followers) await follower.stop();
      await Promise.all(partitions.map((partition) => partition.stop()));
      await source.stop();
    },
    ready: () => {
      if (!isOpen) return { ok: false, detail: 'completing what the last run left' };
      const idle = partitions.findIndex((partition) => !partition.isRunning());
      if (idle >= 0) return { ok: false, detail: `partition ${idle} cannot commit` };
      return { ok: true, detail: `${broker.connections()} connections, ${gate.held()} messages held` };
    },
    routes: evidence.routes,
    port: () => broker.port(),
  };
}
