/**
 * Analytics as a service: telemetry, facts and forecasts in, alarms and assessments out. Ticks are computed one after the other and
 * each tick's records are appended with the tick's number as producer sequence, so that a tick which is computed again after a crash
 * appends nothing. Whatever order partitions arrive in, a timeline's alarms are the same bytes.
 */
import type { Explanation, ForecastRecord, ForecastStreamRecord, TelemetryRecord } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains';
import type { LogWriter } from '@chengyun/platform/log/log.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Analytics, AnalyticsDeps } from './analytics.ts';
import type { CompleteTick } from './barrier.ts';
import { checkpointOf, loadCheckpoint, saveCheckpoint, type TimelineCheckpoint } from './checkpoint.ts';
import type { AnalyticsConfig } from './config.ts';
import { createFactsFeed } from './facts-feed.ts';
import { createMeters } from './meters.ts';
import type { RunningRules } from './rule-course.ts';
import { createRulesInForce } from './rules-in-force.ts';
import { createStreamFeed } from './stream-feed.ts';
import { createTimelineRun, type TimelineRun } from './timeline-run.ts';

export function createAnalytics(config: AnalyticsConfig, deps: AnalyticsDeps): Analytics {
  const { log, clock, logger } = deps;
  const partitions = log.partitions('telemetry');
  const meters = createMeters(deps.metrics);
  const count = config.CHENGYUN_ANALYTICS_THREADS;
  const threads = count > 0 ? { count, metrics: metricStandards(deps.domains) } : null;
  const runs = new Map<string, TimelineRun>();
  const ended = new Set<string>();
  const stopping = new AbortController();
  let restored: ReadonlyMap<string, TimelineCheckpoint> = new Map();
  let positions: number[] = [];
  const restoredRules = new Map<string, RunningRules>();
  let writer: LogWriter | null = null;
  let findings: LogWriter | null = null;
  let savedAtMs = 0;
  let mustReload = false;
  /** A tick was begun and not finished: what is in memory must not be saved. */
  let hasFailed = false;
  let work: Promise<void> = Promise.resolve();
  let readers: Promise<void>[] = [];
  let stepped = Promise.withResolvers<void>();

  const facts = createFactsFeed(log, (timeline) => restored.get(timeline)?.facts ?? 0);
  const forecasts = createStreamFeed<ForecastStreamRecord, ForecastRecord>(log, {
    stream: 'forecasts',
    pick: (record) => (record.k === 'forecast' ? record : null),
    skipBefore: (timeline) => restored.get(timeline)?.forecasts ?? 0,
    isEnded: (timeline) => ended.has(timeline),
  });

  const rules = createRulesInForce({ ...deps, facts, meters });
  const loadSet = async () => {
    await rules.load();
    for (const timeline of await deps.registry.endedTimelines()) {
      ended.add(timeline);
      runs.get(timeline)?.close();
      runs.delete(timeline);
      facts.drop(timeline);
      forecasts.drop(timeline);
    }
  };
  const reloadNow = async () => {
    mustReload = false;
    await loadSet();
    for (const run of runs.values()) run.replaceRules(await rules.at(run.rulesUntil()));
    const set = rules.newest();
    logger.info({ rules: set.rules.length, refused: set.problems.length }, 'rules are in force');
  };

  const runOf = (timeline: string): TimelineRun | null => {
    const known = runs.get(timeline);
    if (known || ended.has(timeline)) return known ?? null;
    if (runs.size >= config.CHENGYUN_ANALYTICS_TIMELINES_MAX) {
      meters.counts.dropped('timelines');
      return null;
    }
    const run = createTimelineRun(
      timeline,
      restoredRules.get(timeline) ?? rules.base(),
      partitions,
      restored.get(timeline) ?? null,
      deps.assessors,
      threads,
    );
    runs.set(timeline, run);
    return run;
  };

  const append = async (to: LogWriter, timeline: string, n: number, records: readonly object[]) => {
    if (records.length === 0) return;
    const texts = records.map((record) => JSON.stringify(record));
    const { duplicate } = await to.append(texts, { producer: `analytics/${timeline}`, producerSeq: n });
    if (duplicate) meters.counts.dropped('repeated', records.length);
    else meters.counts.sent(records.length);
  };

  const step = async (run: TimelineRun, { tick, records }: CompleteTick) => {
    if (tick.n <= run.engine().lastTick()) return;
    const people = await facts.take(run.id, tick.facts);
    const foreseen = await forecasts.take(run.id, tick.forecasts ?? 0);
    if (people === null || foreseen === null) {
      throw new AppError('STOPPED', 'Analytics was stopped before the facts and forecasts of a tick had come.');
    }
    const running = await rules.at(tick.facts);
    if (running.key !== run.rulesKey()) run.replaceRules(running);
    run.rulesAreOf(tick.facts);
    const engine = run.engine();
    const shadow = run.shadow();
    if (shadow) for (const record of records) shadow.push(record);
    for (const record of records) engine.push(record);
    const alarms = engine.tick(tick, people, foreseen);
    meters.step(run.id, engine.counts, tick.at);
    await append(writer!, run.id, tick.n, alarms);
    const standing = engine.activeAlarms();
    const found = run.assessors().flatMap((assessor) => assessor.assess(tick, standing, people, alarms));
    const counted = shadow?.tick(tick, people, foreseen) ?? null;
    await append(findings!, run.id, tick.n, counted ? [...found, counted] : found);
  };

  const save = async () => {
    const timelines = new Map(
      [...runs].map(([id, run]) => [id, run.checkpoint(positions, facts.positionOf(id), forecasts.positionOf(id))]),
    );
    const read = { telemetry: positions, facts: facts.positionOf(''), forecasts: forecasts.positionOf('') };
    const steps = facts.stepsBefore(Number.POSITIVE_INFINITY);
    await saveCheckpoint(deps.snapshots, checkpointOf(timelines, read, steps));
    savedAtMs = clock.monotonicMs();
  };

  const drain = async () => {
    if (mustReload) await reloadNow();
    for (const run of [...runs.values()]) {
      while (!stopping.signal.aborted) {
        const next = run.barrier.take();
        if (next === null) break;
        await step(run, next);
      }
    }
    if (clock.monotonicMs() - savedAtMs >= config.CHENGYUN_ANALYTICS_SNAPSHOT_MS) await save();
    stepped.resolve();
    stepped = Promise.withResolvers<void>();
  };
  /** Ticks are never computed side by side: each drain waits for the one before. */
  const queueDrain = (): Promise<void> => {
    work = work.then(drain).catch((error: unknown) => {
      hasFailed = true;
      throw error;
    });
    return work;
  };

  const waiting = (partition: number) =>
    [...runs.values()].reduce((sum, run) => sum + run.barrier.waiting(partition), 0);
  const isFull = (partition: number) => waiting(partition) > config.CHENGYUN_ANALYTICS_WAITING_MAX;

  const readPartition = async (partition: number) => {
    for await (const batch of log.read('telemetry', partition, positions[partition]!, stopping.signal)) {
      for (const [index, text] of batch.records.entries()) {
        const record = JSON.parse(text) as TelemetryRecord;
        runOf(record.tl)?.push(partition, batch.baseOffset + index, record);
      }
      positions[partition] = batch.baseOffset + batch.records.length;
      meters.counts.received(batch.records.length);
      await queueDrain();
      while (isFull(partition) && !stopping.signal.aborted) {
        if (positions.every((_, each) => isFull(each))) {
          throw new AppError(
            'BARRIER',
            'All telemetry partitions wait for ticks of each other; one of them lacks ticks.',
          );
        }
        await stepped.promise;
      }
    }
  };

  return {
    start: async () => {
      await loadSet();
      const from = await loadCheckpoint(deps.snapshots, partitions);
      restored = from.timelines;
      facts.restoreSteps(from.steps);
      for (const [id, { rulesUntil }] of restored) restoredRules.set(id, await rules.at(rulesUntil));
      positions = [...from.telemetry];
      writer = await log.acquire('alarms', 0, deps.owner);
      findings = await log.acquire('assessments', 0, deps.owner);
      // Restored timelines run from the start, so that they are not lost from the next snapshot while they are silent.
      for (const timeline of restored.keys()) runOf(timeline);
      savedAtMs = clock.monotonicMs();
      const all = [
        facts.run(from.facts, stopping.signal),
        forecasts.run(from.forecasts, stopping.signal),
        ...positions.map((_, partition) => readPartition(partition)),
      ];
      readers = all.map((reader) =>
        reader.catch((error: unknown) => {
          if (!stopping.signal.aborted) deps.onFailure(error);
        }),
      );
    },
    stop: async () => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      stepped.resolve();
      await Promise.all(readers);
      if (writer && !hasFailed) await save();
      for (const run of runs.values()) run.close();
    },
    reload: () => {
      mustReload = true;
      if (writer) queueDrain().catch(deps.onFailure);
    },
    rules: rules.newest,
    explain: (timeline, rule, asset, version = null) => {
      const run = runs.get(timeline);
      const isMeant = (one: Explanation | null | undefined): one is Explanation =>
        !!one && (version === null || one.ruleVersion === version);
      const found = [run?.engine().explain(rule, asset), run?.shadow()?.explain(rule, asset)];
      return found.find(isMeant) ?? null;
    },
    shadow: (timeline) => runs.get(timeline)?.shadow() ?? null,
    ready: () => {
      const { rules: inForce, problems } = rules.newest();
      return { ok: true, detail: `${inForce.length} rules, ${problems.length} refused, ${runs.size} timelines` };
    },
  };
}
