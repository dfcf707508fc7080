/**
 * The month before an exercise, appended through the same log as everything else, so that the wall has its six
 * hours, rules their windows and forecasts something to learn from. Written once, before ingest owns the partitions.
 */
import type { ObservationsRecord, TickRecord, Timeline } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { partitionOf } from '@chengyun/ingest/partition-of.ts';
import type { Log, LogWriter } from '@chengyun/platform/log/log.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { createCity, GAUGE_EVERY_MS, type Reading } from './city/city.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { stationDevice } from './stations.ts';

export const HISTORY_DAYS = 30;
/** That of the gauges: what learns from the past must find the present's noise in it. */
export const HISTORY_STEP_MS = GAUGE_EVERY_MS;
const TICK_EVERY_MS = 6 * 3_600_000;
/**
 * Only levels have a past worth keeping: rain and pumps stand still in a calm month, and readings of them every hour
 * would look like stations that keep falling silent.
 */
const METRIC = 'water.level';
const ITEMS_MAX = 500;
const EPOCH = '0-0000000000000000';

export interface HistoryResult {
  readonly observations: number;
  readonly ticks: number;
}

/**
 * The month before: calm until the surge of the exercise begins to rise. Water does not jump, so what has risen before
 * the exercise begins belongs to its past.
 */
export const beforeOf = (scenario: Scenario): Scenario => ({ ...scenario, rain: [], pumpFailures: [] });

/** Appends the history up to the timeline's anchor. `onProgress` gets the share done, 0 to 1. */
export async function preloadHistory(options: {
  readonly log: Log;
  readonly timeline: Timeline;
  readonly scenario: Scenario;
  readonly owner: string;
  readonly clock: Clock;
  readonly onProgress?: (share: number) => void;
}): Promise<HistoryResult> {
  const { log, timeline } = options;
  const fromMs = timeline.anchorTimelineMs - HISTORY_DAYS * 86_400_000;
  const assets = DOMAINS.flatMap((domain) => domain.assets);
  const city = createCity({ scenario: beforeOf(options.scenario), assets, startMs: fromMs, stepMs: HISTORY_STEP_MS });
  const count = log.partitions('telemetry');
  const writers: LogWriter[] = [];
  for (let partition = 0; partition < count; partition++) {
    writers.push(await log.acquire('telemetry', partition, options.owner));
  }
  const facts = await log.head('facts', 0);
  const seqs = new Map<string, number>();
  let observations = 0;
  let ticks = 0;

  for (let tickMs = fromMs + TICK_EVERY_MS; tickMs <= timeline.anchorTimelineMs; tickMs += TICK_EVERY_MS) {
    const readings = city.advance(tickMs).filter((one) => one.metric === METRIC);
    ticks += 1;
    const tick: TickRecord = { k: 'tick', tl: timeline.id, n: ticks, at: tickMs, facts };
    const lines = linesByPartition(readings, timeline.id, count, seqs, Math.round(options.clock.nowMs()));
    for (const [partition, writer] of writers.entries()) {
      const records = [...(lines.get(partition) ?? []), JSON.stringify(tick)];
      await writer.append(records, { producer: `tick/${timeline.id}`, producerSeq: ticks });
    }
    observations += readings.length;
    options.onProgress?.((tickMs - fromMs) / (timeline.anchorTimelineMs - fromMs));
  }
  return { observations, ticks };
}

function linesByPartition(
  readings: readonly Reading[],
  timeline: string,
  partitions: number,
  seqs: Map<string, number>,
  writtenMs: number,
): Map<number, string[]> {
  const byDevice = new Map<string, Reading[]>();
  for (const one of readings) {
    const device = stationDevice(one.asset);
    const list = byDevice.get(device);
    if (list) list.push(one);
    else byDevice.set(device, [one]);
  }
  const lines = new Map<number, string[]>();
  for (const [device, all] of byDevice) {
    for (let i = 0; i < all.length; i += ITEMS_MAX) {
      const part = all.slice(i, i + ITEMS_MAX);
      const seq = (seqs.get(device) ?? 0) + 1;
      seqs.set(device, seq);
      const items = part.map(({ asset, metric, at, value }) => ({ asset, metric, at, value }));
      const record: ObservationsRecord = {
        k: 'obs',
        tl: timeline,
        device,
        epoch: EPOCH,
        seq,
        // Hops are counted on the wall's clock, of which the past of an exercise knows nothing.
        sentAt: writtenMs,
        rxAt: writtenMs,
        items,
      };
      const partition = partitionOf(device, partitions);
      const list = lines.get(partition) ?? [];
      list.push(JSON.stringify(record));
      lines.set(partition, list);
    }
  }
  return lines;
}
