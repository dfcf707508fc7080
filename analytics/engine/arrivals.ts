/**
 * Records between two ticks, as single readings in an order that does not depend on how they were carried:
 * (at, asset, metric, epoch, seq, item). The places are used again tick after tick, so that nothing is left to collect.
 */
import { codeFromQuality, type DeviceEvent, type TelemetryRecord } from '@chengyun/contracts';

export interface Arrival<Series> {
  series: Series;
  atMs: number;
  epoch: string;
  seq: number;
  item: number;
  value: number;
  /** Bit of the quality verdict: 1 good, 2 uncertain, 4 bad. */
  qualityBit: number;
  /** Wall clock of the device at sending; for latency figures only. */
  sentAt: number;
}

export interface Arrivals<Series> {
  readonly length: number;
  /** Takes every reading that `find` knows a series for; returns how many it does not. Events count as what they imply. */
  take(record: TelemetryRecord, find: (asset: string, metric: string) => Series | undefined): number;
  readonly put: PutReading<Series>;
  /** The first `length` are valid until `clear`. */
  sorted(): readonly Arrival<Series>[];
  clear(): void;
}

/** Where a reading comes from: of the record that carried it. */
export interface Carrier {
  readonly epoch: string;
  readonly seq: number;
  readonly sentAt: number;
}

export type PutReading<Series> = (
  series: Series,
  carrier: Carrier,
  item: number,
  atMs: number,
  value: number,
  qualityBit: number,
) => void;

/** Places kept between ticks; a burst may use more, which are given back. */
const PLACES_KEPT = 200_000;

export function createArrivals<Series extends { readonly order: number }>(): Arrivals<Series> {
  let places: Arrival<Series>[] = [];
  let length = 0;

  const put: PutReading<Series> = (series, { epoch, seq, sentAt }, item, atMs, value, qualityBit) => {
    const place = places[length];
    if (place === undefined) places.push({ series, atMs, epoch, seq, item, value, qualityBit, sentAt });
    else {
      place.series = series;
      place.atMs = atMs;
      place.epoch = epoch;
      place.seq = seq;
      place.item = item;
      place.value = value;
      place.qualityBit = qualityBit;
      place.sentAt = sentAt;
    }
    length += 1;
  };

  return {
    get length() {
      return length;
    },
    take: (record, find) => takeReadings(record, find, put),
    put,
    sorted: () => {
      for (let i = 1; i < length; i++) {
        if (compare(places[i - 1]!, places[i]!) <= 0) continue;
        const sorted = places.slice(0, length).sort(compare);
        for (let place = 0; place < length; place++) places[place] = sorted[place]!;
        break;
      }
      return places;
    },
    clear: () => {
      if (places.length > PLACES_KEPT) places = [];
      length = 0;
    },
  };
}

/** Puts every reading of the record that `find` knows a series for; returns how many it does not. */
export function takeReadings<Series>(
  record: TelemetryRecord,
  find: (asset: string, metric: string) => Series | undefined,
  put: PutReading<Series>,
): number {
  if (record.k !== 'obs' && record.k !== 'evt') return 0;
  let unheard = 0;
  if (record.k === 'obs') {
    const { items } = record;
    for (let item = 0; item < items.length; item++) {
      const { asset, metric, at, value, quality } = items[item]!;
      const series = find(asset, metric);
      if (series === undefined) unheard += 1;
      else put(series, record, item, at, value, quality === undefined ? 1 : 1 << codeFromQuality(quality));
    }
    return unheard;
  }
  for (const [item, event] of record.items.entries()) {
    for (const [metric, isSo] of impliedBy(event)) {
      const series = find(event.asset, metric);
      if (series === undefined) unheard += 1;
      else put(series, record, item, event.at, isSo ? 1 : 0, 1);
    }
  }
  return unheard;
}

/** Readings that a device event stands for. */
function impliedBy(event: DeviceEvent): readonly (readonly [metric: string, isSo: boolean])[] {
  if (event.event === 'pump.state') return [['pump.tripped', event.tripped]];
  if (event.event !== 'camera.health') return [];
  return [
    ['camera.online', event.state !== 'offline'],
    ['camera.view_ok', event.state === 'ok'],
  ];
}

type Placed = Arrival<{ readonly order: number }>;

function compare(a: Placed, b: Placed): number {
  return (
    a.atMs - b.atMs ||
    a.series.order - b.series.order ||
    (a.epoch < b.epoch ? -1 : a.epoch > b.epoch ? 1 : 0) ||
    a.seq - b.seq ||
    a.item - b.item
  );
}
