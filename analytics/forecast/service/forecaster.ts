/**
 * The forecaster as a service: telemetry in, forecasts and their scores out. It begins with what the store has and reads
 * the log on from there. What a tick leads to is one append with the number of the tick as producer sequence, so that a
 * tick which is read again after a restart says nothing twice; forecasts need not be the same in two runs, since rules
 * read them from the log.
 */
import type { Asset, ForecastStreamRecord, TelemetryRecord, TickRecord } from '@chengyun/contracts';
import type { Log, LogWriter } from '@chengyun/platform/log/log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { ForecasterConfig } from './config.ts';
import type { RunFit } from './fit-job.ts';
import { createForecastMeters } from './meters.ts';
import { createModelsInForce } from './models-in-force.ts';
import type { ForecastPlan } from './plan.ts';
import { wantedSteps } from './series-book.ts';
import { type ForecasterStatus, statusOf } from './status.ts';
import type { ForecasterStore } from './store-deps.ts';
import { createTickLanes, type TickLanes } from './tick-lanes.ts';
import { createTimelineForecasts, type TimelineForecasts } from './timeline-forecasts.ts';
import { createTrainer } from './trainer.ts';

export interface ForecasterDeps {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly store: ForecasterStore;
  readonly plans: readonly ForecastPlan[];
  readonly runFit: RunFit;
  /** Who holds the stream of forecasts, for the operator; any text. */
  readonly owner: string;
  /** Called once when the service cannot go on; the process is to end and be started again. */
  readonly onFailure: (error: unknown) => void;
}

export interface Forecaster extends Service {
  ready(): { ok: boolean; detail: string };
  status(): ForecasterStatus;
  /** Reads timelines and assets again. */
  reload(): Promise<void>;
}

interface Run {
  readonly forecasts: TimelineForecasts;
  readonly lanes: TickLanes;
}

const DAY_MS = 86_400_000;

export function createForecaster(config: ForecasterConfig, deps: ForecasterDeps): Forecaster {
  const { log, clock, logger, plans, store } = deps;
  const partitions = log.partitions('telemetry');
  const meters = createForecastMeters(deps.metrics);
  const { counts } = meters;
  const runs = new Map<string, Run>();
  const stopping = new AbortController();
  let assets: ReadonlyMap<string, Asset> = new Map();
  let writer: LogWriter | null = null;
  let startedMs = 0;
  let work: Promise<void> = Promise.resolve();
  let readers: Promise<void>[] = [];

  const trainer = createTrainer(config.CHENGYUN_FORECAST_FITS_MAX, {
    ...{ runFit: deps.runFit, logger, counts: meters.fits, nowMs: clock.monotonicMs, onFailure: deps.onFailure },
    onRefused: (name, sentence) => logger.warn({ fit: name }, sentence),
  });
  const models = createModelsInForce(config, {
    ...{ store, trainer },
    mayFit: () => clock.monotonicMs() - startedMs >= config.CHENGYUN_FORECAST_LEAD_IN_MS,
  });

  const timelineDeps = {
    ...{ plans, counts, logger, nowMs: clock.nowMs, monotonicMs: clock.monotonicMs },
    assets: () => assets,
  };
  const reload = async () => {
    assets = new Map((await store.assets()).map((asset) => [asset.id, asset]));
    for (const timeline of await store.timelines()) {
      const run = runs.get(timeline.id);
      if (timeline.endedAtMs !== null) runs.delete(timeline.id);
      else if (run) run.forecasts.update(timeline);
      else if (runs.size >= config.CHENGYUN_FORECAST_TIMELINES_MAX) counts.dropped('timelines');
      else {
        const forecasts = createTimelineForecasts(timeline, config, timelineDeps);
        runs.set(timeline.id, { forecasts, lanes: createTickLanes(partitions) });
      }
    }
  };

  /** Fills the grids from the store; returns where the log goes on. */
  const loadHistory = async (): Promise<readonly number[]> => {
    const finest = new Map([...wantedSteps(plans)].map(([metric, steps]) => [metric, Math.min(...steps)]));
    const newest = new Map<string, number>();
    const questions = [...runs.values()].map(({ forecasts }) => {
      const { id, anchorTimelineMs, pace, anchorWallMs, clock: kind } = forecasts.timeline();
      const nowMs = kind === 'wall' ? anchorTimelineMs + (clock.nowMs() - anchorWallMs) * pace : anchorTimelineMs;
      return { timeline: id, fromMs: nowMs - config.CHENGYUN_FORECAST_KEEP_DAYS * DAY_MS, metrics: finest };
    });
    const positions = await store.history(questions, (timeline, { asset, metric, atMs, value, count }) => {
      runs.get(timeline)?.forecasts.book.add({ asset, metric }, atMs, value, count);
      newest.set(timeline, Math.max(newest.get(timeline) ?? 0, atMs));
    });
    for (const [timeline, atMs] of newest) {
      const run = runs.get(timeline)!.forecasts;
      run.resumeAt(atMs);
      await models.load(run);
    }
    return positions;
  };

  const append = async (timeline: string, n: number, records: readonly ForecastStreamRecord[]) => {
    const texts = records.map((record) => JSON.stringify(record));
    const { duplicate } = await writer!.append(texts, { producer: `forecaster/${timeline}`, producerSeq: n });
    if (duplicate) counts.dropped('repeated', records.length);
    else counts.sent(records.length);
  };
  const step = async ({ forecasts }: Run, { n, at }: TickRecord) => {
    const said = forecasts.tick(at);
    models.look(forecasts);
    if (said.length === 0) return;
    meters.issued(forecasts.timeline().id, said);
    await append(forecasts.timeline().id, n, said);
  };

  const readPartition = async (partition: number, from: number) => {
    for await (const { records } of log.read('telemetry', partition, from, stopping.signal)) {
      const complete = new Map<Run, TickRecord>();
      for (const text of records) {
        const record = JSON.parse(text) as TelemetryRecord;
        const run = runs.get(record.tl);
        if (run === undefined) continue;
        if (record.k === 'obs') run.forecasts.push(record);
        const tick = record.k === 'tick' ? run.lanes.push(partition, record) : null;
        if (tick) complete.set(run, tick);
      }
      counts.received(records.length);
      // Of several ticks in one batch only the newest matters; what they lead to is said in order.
      work = work.then(async () => {
        for (const [run, tick] of complete) await step(run, tick);
      });
      await work;
    }
  };

  return {
    start: async () => {
      await reload();
      writer = await log.acquire('forecasts', 0, deps.owner);
      const positions = await loadHistory();
      startedMs = clock.monotonicMs();
      readers = Array.from({ length: partitions }, (_, partition) =>
        readPartition(partition, positions[partition] ?? 0).catch((error: unknown) => {
          if (!stopping.signal.aborted) deps.onFailure(error);
        }),
      );
    },
    stop: async () => {
      stopping.abort();
      await trainer.stop();
      await Promise.all(readers);
    },
    reload,
    status: () =>
      statusOf(
        [...runs.values()].map(({ forecasts }) => forecasts),
        trainer,
        models,
      ),
    ready: () => {
      const series = [...runs.values()].reduce((sum, { forecasts }) => sum + forecasts.book.size(), 0);
      const fit = trainer.current();
      const training = fit ? `, fitting ${fit.name} ${Math.round(fit.done * 100)} %` : '';
      return { ok: true, detail: `${series} series on ${runs.size} timelines${training}` };
    },
  };
}
