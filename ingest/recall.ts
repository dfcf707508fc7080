/**
 * Rebuilds what the rate check remembers from the end of the log, so that a restart or a redelivery gives every reading
 * the same quality as if nothing had happened.
 */
import type { MetricStandard, ObservationsRecord } from '@chengyun/contracts';
import type { Log } from '@chengyun/platform/log/log.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Collects, openSeries } from './items.ts';
import { remember } from './quality.ts';
import type { Registry } from './registry.ts';

export interface RecallDeps {
  readonly log: Log;
  readonly registry: Registry;
  readonly standards: ReadonlyMap<string, MetricStandard>;
  readonly collects: Collects;
}

/** Records read back; a series that was silent for longer begins anew. */
export const RECALL_RECORDS_MAX = 20_000;

export async function recallSeries(
  partition: number,
  deps: RecallDeps,
  recordsMax = RECALL_RECORDS_MAX,
): Promise<void> {
  const { log, registry } = deps;
  for (const sender of registry.senders()) if (sender.partition === partition) sender.series.clear();
  const head = await log.head('telemetry', partition);
  if (head === 0 || recordsMax < 1) return;
  const reading = new AbortController();
  try {
    const from = Math.max(0, head - recordsMax);
    for await (const { baseOffset, records } of log.read('telemetry', partition, from, reading.signal)) {
      for (const text of records) if (text.startsWith('{"k":"obs"')) recall(JSON.parse(text), deps);
      if (baseOffset + records.length >= head) break;
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'LOG_TRIMMED') throw error;
    await recallSeries(partition, deps, Math.floor(recordsMax / 4));
  } finally {
    reading.abort();
  }
}

function recall({ device, tl, items }: ObservationsRecord, deps: RecallDeps): void {
  const { registry } = deps;
  const sender = registry.sender(device);
  if (sender === null || sender.device.timeline !== tl) return;
  for (const { asset, metric, at, value } of items) {
    const memory = sender.series.get(asset)?.get(metric) ?? openSeries(asset, metric, { ...deps, sender });
    if (!('reason' in memory)) remember(memory, at, value);
  }
}
