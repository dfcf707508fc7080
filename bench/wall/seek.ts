/**
 * Time travel over seven busy days: how long after asking a moment is there, on the console's socket. The days are those
 * of the demonstration city, denser: every station reads once a minute, and 300 alarms a day live through six records.
 */
import { type Asset, LIVE_TIMELINE, REPLAY_SPAN_MS, type Snapshot, type Subscribe } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { copyObservations, type ObservationRow, seriesIds } from '@chengyun/platform/store/observations.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { BenchContext } from '../benchmark.ts';
import { openInstallation } from '../installation.ts';
import { quantile } from '../report/quantiles.ts';
import type { Samples } from '../report/samples.ts';
import type { Scratch } from '../scratch.ts';
import { openLiveListener } from '../spine/live-listener.ts';
import { pastAlarms } from './past-alarms.ts';

const SEEKS_A_RUN = 40;
const EVERY_MS = 60_000;
const BATCH_ROWS = 100_000;
const ANSWER_MS_MAX = 20_000;

export async function measureSeek(context: BenchContext, samples: Samples, scratch: Scratch): Promise<void> {
  const { runs, basePort, note, signal } = context;
  const dataDir = scratch.dataDir('seek');
  const city = await openInstallation({ basePort, dataDir });
  try {
    const nowMs = Date.now();
    const fromMs = nowMs - REPLAY_SPAN_MS;
    const rows = await writeReadings(city.store, fromMs, nowMs, signal);
    const records = await pastAlarms(city.store, fromMs, nowMs);
    await city.store.query('ANALYZE');
    samples.add('seek_history_rows', rows);
    samples.add('seek_history_alarm_records', records);
    await tickNow(city.store, nowMs);
    await city.start(['console']);
    const listener = await openLiveListener({ basePort, dataDir, signal });
    try {
      for (let run = 1; run <= runs; run++) {
        const tookMs: number[] = [];
        for (let n = 0; n < SEEKS_A_RUN; n++) {
          signal.throwIfAborted();
          // Spread over all seven days, in no order: the golden ratio never comes back to a moment.
          const share = ((run * SEEKS_A_RUN + n) * 0.618_033_988_75) % 1;
          tookMs.push(await seek(listener.socket, fromMs + share * (nowMs - fromMs)));
        }
        samples.add('seek_ms_p50', quantile(tookMs, 0.5));
        samples.add('seek_ms_p95', quantile(tookMs, 0.95));
        note(
          `  seek ${run} of ${runs}: p50 ${quantile(tookMs, 0.5).toFixed(0)}, p95 ${quantile(tookMs, 0.95).toFixed(0)} ms`,
        );
      }
    } finally {
      listener.close();
    }
  } finally {
    await city.close();
  }
}

type Socket = Awaited<ReturnType<typeof openLiveListener>>['socket'];

function seek(socket: Socket, atMs: number): Promise<number> {
  const askedMs = performance.now();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new AppError('CONSOLE', 'A moment did not come.')), ANSWER_MS_MAX);
    const take = (snapshot: Snapshot) => {
      if (snapshot.replay?.at !== Math.min(atMs, snapshot.replay?.toMs ?? 0)) return;
      socket.off('snapshot', take);
      clearTimeout(late);
      if (snapshot.series.length === 0) reject(new AppError('CONSOLE', 'A moment came without any value.'));
      else resolve(performance.now() - askedMs);
    };
    socket.on('snapshot', take);
    const travel = { at: atMs, speed: 60, isPaused: false };
    socket.emit('subscribe', { view: 'wall', timeline: LIVE_TIMELINE, travel } satisfies Subscribe);
  });
}

/** Every metric that a domain's standard names for stations of every kind that rules and vital signs look at. */
function seriesOfCity(): readonly { readonly asset: Asset; readonly metric: string }[] {
  return DOMAINS.flatMap(({ assets, metrics }) =>
    assets.flatMap((asset) => metrics.slice(0, METRICS_A_STATION).map(({ id }) => ({ asset, metric: id }))),
  );
}
const METRICS_A_STATION = 3;

async function writeReadings(store: Store, fromMs: number, toMs: number, signal: AbortSignal): Promise<number> {
  const wanted = seriesOfCity();
  const ids = await seriesIds(
    store,
    wanted.map(({ asset, metric }) => ({ timeline: LIVE_TIMELINE, asset: asset.id, metric })),
  );
  const perBatch = Math.max(1, Math.floor(BATCH_ROWS / ids.length));
  let written = 0;
  for (let beginMs = fromMs; beginMs < toMs; beginMs += perBatch * EVERY_MS) {
    signal.throwIfAborted();
    const rows: ObservationRow[] = [];
    for (let atMs = beginMs; atMs < Math.min(toMs, beginMs + perBatch * EVERY_MS); atMs += EVERY_MS) {
      for (const [item, series] of ids.entries()) {
        const value = 3 + Math.sin(atMs / 7_200_000 + item);
        rows.push({
          atMs: atMs + item,
          series,
          value,
          qualityCode: 0,
          flagBits: 0,
          tick: 1,
          partition: 0,
          logOffset: 1,
          item,
        });
      }
    }
    written += await store.tx((client) => copyObservations(client, rows));
  }
  return written;
}

/** The present, as ingest would say it: without a tick the console knows no now. */
async function tickNow(store: Store, nowMs: number): Promise<void> {
  const log = createPostgresLog(store, { partitions: partitionCounts(process.env) });
  const writer = await log.acquire('telemetry', 0, 'bench');
  const tick = { k: 'tick', tl: LIVE_TIMELINE, n: 1, at: nowMs, facts: 0 };
  await writer.append([JSON.stringify(tick)], { producer: 'bench', producerSeq: 1 });
  await log.close();
}
