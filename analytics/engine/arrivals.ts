/**
 * Records between two ticks, as single readings in an order that does not depend on how they were carried:
 * (at, asset, metric, epoch, seq, item).
 */
import { codeFromQuality, type TelemetryRecord } from '@chengyun/contracts';

export interface Arrival<Series> {
  readonly series: Series;
  readonly atMs: number;
  readonly epoch: string;
  readonly seq: number;
  readonly item: number;
  readonly value: number;
  /** Bit of the quality verdict: 1 good, 2 uncertain, 4 bad. */
  readonly qualityBit: number;
  /** Wall clock of the device at sending; for latency figures only. */
  readonly sentAt: number;
}

/** Calls `take` for every reading in the record. Device events count as the readings that they imply. */
export function eachReading(
  record: TelemetryRecord,
  take: (asset: string, metric: string, reading: Omit<Arrival<never>, 'series'>) => void,
): void {
  if (record.k !== 'obs' && record.k !== 'evt') return;
  const { epoch, seq, sentAt } = record;
  if (record.k === 'obs') {
    for (let item = 0; item < record.items.length; item++) {
      const { asset, metric, at, value, quality } = record.items[item]!;
      const qualityBit = quality === undefined ? 1 : 1 << codeFromQuality(quality);
      take(asset, metric, { atMs: at, epoch, seq, item, value, qualityBit, sentAt });
    }
    return;
  }
  for (const [item, event] of record.items.entries()) {
    const say = (metric: string, isSo: boolean) =>
      take(event.asset, metric, { atMs: event.at, epoch, seq, item, value: isSo ? 1 : 0, qualityBit: 1, sentAt });
    if (event.event === 'pump.state') {
      say('pump.tripped', event.tripped);
    } else if (event.event === 'camera.health') {
      say('camera.online', event.state !== 'offline');
      say('camera.view_ok', event.state === 'ok');
    }
  }
}

/** `order` gives the place of a series in the order (asset, metric). */
export function sortArrivals<Series>(arrivals: Arrival<Series>[], order: (series: Series) => number): void {
  const compare = (a: Arrival<Series>, b: Arrival<Series>): number =>
    a.atMs - b.atMs ||
    order(a.series) - order(b.series) ||
    (a.epoch < b.epoch ? -1 : a.epoch > b.epoch ? 1 : 0) ||
    a.seq - b.seq ||
    a.item - b.item;
  for (let i = 1; i < arrivals.length; i++) {
    if (compare(arrivals[i - 1]!, arrivals[i]!) > 0) {
      arrivals.sort(compare);
      return;
    }
  }
}
