/**
 * A box of 40 gauges was cut off for a day and comes back: how long its backlog takes to drain into the real centre
 * (broker, log, archive), while it goes on reading, and how old what it says now is on arrival.
 */
import type { ObservationsRecord } from '@chengyun/contracts';
import { type Agent, createAgent } from '@chengyun/edge/agent/agent.ts';
import { systemChance } from '@chengyun/edge/agent/chance.ts';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { silentLogger } from '@chengyun/platform/service/logger.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { BenchContext } from '../benchmark.ts';
import { type BenchInstallation, openInstallation } from '../installation.ts';
import type { LoadDevice } from '../load/load-plan.ts';
import { quantile } from '../report/quantiles.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';
import { enrolSenders } from '../spine/senders.ts';

const GAUGES = 40;
const DAY_MS = 86_400_000;
/** Each gauge every ten seconds: 345,600 readings a day. */
const EVERY_MS = 10_000;
const LIVE_EVERY_MS = 50;
/** The live readings must be watched for a while even when the backlog is gone at once. */
const LIVE_MS_MIN = 15_000;
const DRAIN_MS_MAX = 900_000;
const MS_PER_MIN = 60_000;
const CENTRE = ['ingest', 'archive'] as const;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function measureBacklog(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const { basePort, runs, note, signal } = context;
  const city = await openInstallation({ basePort, dataDir: scratch.dataDir('backlog') });
  try {
    for (let run = 1; run <= runs && !signal.aborted; run++) {
      const plan = { prefix: `backlog-${run}`, devices: 1, assetsPerDevice: GAUGES, kind: 'tide-gauge' } as const;
      const [box] = await enrolSenders(city.store, plan);
      if (box === undefined) throw new AppError('BENCH', 'The box could not be enrolled.');
      const { drainMs, livesMs, bytes } = await measureOnce(city, box, scratch.path(`outbox-${run}`), signal);
      samples.add('backlog_drain_min', drainMs / MS_PER_MIN);
      samples.add('backlog_readings', (GAUGES * DAY_MS) / EVERY_MS);
      samples.add('backlog_mb', bytes / 2 ** 20);
      samples.add('live_ms_p50', quantile(livesMs, 0.5));
      samples.add('live_ms_p99', quantile(livesMs, 0.99));
      samples.add('live_readings', livesMs.length);
      note(
        `    backlog ${run} of ${runs}: a day in ${(drainMs / 1000).toFixed(1)} s, live p99 ${quantile(livesMs, 0.99).toFixed(0)} ms over ${livesMs.length}`,
      );
    }
  } finally {
    await city.close();
  }
}

interface Drained {
  readonly drainMs: number;
  /** Ages of live readings on arrival. */
  readonly livesMs: readonly number[];
  readonly bytes: number;
}

async function measureOnce(
  city: BenchInstallation,
  { device, secret, assets }: LoadDevice,
  outboxDir: string,
  signal: AbortSignal,
): Promise<Drained> {
  const agent = createAgent(
    {
      device,
      mqttUrl: `mqtt://127.0.0.1:${city.mqttPort}`,
      credentials: { device, secret },
      outboxDir,
      agent: 'bench/1',
    },
    { clock: systemClock, chance: systemChance, logger: silentLogger },
  );
  await agent.start();
  try {
    const readings = await fill(agent, assets, signal);
    const { outboxBytes: bytes } = agent.health();
    await city.start(CENTRE);
    // What is said before the box is connected is backlog, too: both clocks start then.
    while (!agent.health().connected) {
      signal.throwIfAborted();
      await pause(LIVE_EVERY_MS);
    }
    const startedMs = systemClock.nowMs();
    const drainMs = await speakWhileDraining(agent, assets[0] ?? '', readings, signal);
    city.assertSteady();
    await agent.drained();
    const livesMs = await agesOnArrival(city, device, assets[0] ?? '', startedMs);
    await city.stop(CENTRE);
    return { drainMs: drainMs - startedMs, livesMs, bytes };
  } finally {
    await agent.stop();
  }
}

/** A day of readings that nobody could be told. */
async function fill(agent: Agent, assets: readonly string[], signal: AbortSignal): Promise<number> {
  const endMs = systemClock.nowMs();
  let readings = 0;
  let last: Promise<void> = Promise.resolve();
  for (let at = endMs - DAY_MS; at < endMs; at += EVERY_MS) {
    signal.throwIfAborted();
    for (const [n, asset] of assets.entries()) {
      const value = Math.round((2 + Math.sin(at / 7_000_000 + n)) * 100) / 100;
      last = agent.observe({ metric: 'water.level', asset, at, value, unit: 'm', quality: { verdict: 'good' } });
      readings++;
    }
    if ((readings / assets.length) % 50 === 0) await last;
  }
  await last;
  return readings;
}

/** Goes on reading until the day is acknowledged; returns the wall time at which it was. */
async function speakWhileDraining(agent: Agent, asset: string, backlog: number, signal: AbortSignal): Promise<number> {
  const beganMs = systemClock.nowMs();
  let drainedAtMs = 0;
  let live = 0;
  for (;;) {
    signal.throwIfAborted();
    const nowMs = systemClock.nowMs();
    void agent.observe({ metric: 'water.level', asset, at: nowMs, value: 2 + (live % 7) / 100, unit: 'm' });
    live++;
    await pause(LIVE_EVERY_MS);
    const { sent, dropped } = agent.health().statistics;
    if (Object.keys(dropped).length > 0)
      throw new AppError('BENCH', `Readings were dropped: ${JSON.stringify(dropped)}.`);
    // What is still on its way is what was said within the last moments.
    if (drainedAtMs === 0 && sent >= backlog && agent.health().waiting < 20) drainedAtMs = systemClock.nowMs();
    if (drainedAtMs !== 0 && systemClock.nowMs() - beganMs > LIVE_MS_MIN) return drainedAtMs;
    if (systemClock.nowMs() - beganMs > DRAIN_MS_MAX) throw new AppError('BENCH', 'The backlog did not drain.');
  }
}

/** From the log: when each live reading arrived, less when it was read, by the one clock of this machine. */
async function agesOnArrival(
  city: BenchInstallation,
  device: string,
  asset: string,
  fromMs: number,
): Promise<number[]> {
  const log = createPostgresLog(city.store, { partitions: partitionCounts(process.env) });
  const ages: number[] = [];
  try {
    for (let partition = 0; partition < log.partitions('telemetry'); partition++) {
      const head = await log.head('telemetry', partition);
      const reading = new AbortController();
      if (head === 0) continue;
      for await (const { baseOffset, records } of log.read('telemetry', partition, 0, reading.signal)) {
        for (const text of records) {
          const record = JSON.parse(text) as ObservationsRecord;
          if (record.k !== 'obs' || record.device !== device) continue;
          const own = record.items.filter((item) => item.asset === asset && item.at >= fromMs);
          for (const { at } of own) ages.push(record.rxAt - at);
        }
        if (baseOffset + records.length >= head) break;
      }
      reading.abort();
    }
  } finally {
    await log.close();
  }
  return ages;
}
