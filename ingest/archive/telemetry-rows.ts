/**
 * Turns records of one telemetry partition into rows for the store. Keeps what rows need from the records before them:
 * the newest tick of each timeline.
 */
import {
  bitsFromFlags,
  codeFromQuality,
  type EventsRecord,
  type ObservationsRecord,
  type TelemetryRecord,
  type TickRecord,
} from '@chengyun/contracts';
import type { ObservationRow, SeriesKey } from '@chengyun/platform/store/observations.ts';

/** An observation whose series number is filled in when the batch is written. */
export interface PendingObservation extends ObservationRow {
  readonly key: SeriesKey;
  series: number;
}

export interface EventRow {
  readonly atMs: number;
  readonly timeline: string;
  readonly device: string;
  readonly asset: string;
  readonly event: string;
  readonly body: unknown;
  readonly tick: number;
  readonly logOffset: number;
  readonly item: number;
}

/** Rows of consecutive records. */
export interface TelemetryRows {
  readonly observations: PendingObservation[];
  readonly events: EventRow[];
  readonly ticks: TickRecord[];
}

export function createTelemetryRows(): TelemetryRows {
  return { observations: [], events: [], ticks: [] };
}

/** Newest tick per timeline. */
export type LastTicks = Map<string, number>;

export function createTelemetryDecoder(partition: number, lastTicks: LastTicks) {
  const keys = new Map<string, SeriesKey>();

  /** The same object for the same series, so that its number is looked up once per batch. */
  const keyOf = (timeline: string, asset: string, metric: string): SeriesKey => {
    const text = `${timeline}\n${asset}\n${metric}`;
    let key = keys.get(text);
    if (key === undefined) {
      key = { timeline, asset, metric };
      keys.set(text, key);
    }
    return key;
  };

  const addObservations = (record: ObservationsRecord, logOffset: number, rows: TelemetryRows) => {
    const tick = lastTicks.get(record.tl) ?? 0;
    for (let item = 0; item < record.items.length; item++) {
      const { asset, metric, at, value, quality, flags } = record.items[item] as ObservationsRecord['items'][number];
      rows.observations.push({
        key: keyOf(record.tl, asset, metric),
        series: 0,
        atMs: at,
        value,
        qualityCode: quality === undefined ? 0 : codeFromQuality(quality),
        flagBits: flags === undefined ? 0 : bitsFromFlags(flags),
        tick,
        partition,
        logOffset,
        item,
      });
    }
  };

  const addEvents = ({ tl: timeline, device, items }: EventsRecord, logOffset: number, rows: TelemetryRows) => {
    const tick = lastTicks.get(timeline) ?? 0;
    for (const [item, body] of items.entries()) {
      const { at: atMs, asset, event } = body;
      rows.events.push({ atMs, timeline, device, asset, event, body, tick, logOffset, item });
    }
  };

  return (text: string, logOffset: number, rows: TelemetryRows): void => {
    const record = JSON.parse(text) as TelemetryRecord;
    switch (record.k) {
      case 'obs':
        addObservations(record, logOffset, rows);
        break;
      case 'evt':
        addEvents(record, logOffset, rows);
        break;
      case 'tick':
        lastTicks.set(record.tl, record.n);
        // Every partition carries the same ticks: one of them tells the store.
        if (partition === 0) rows.ticks.push(record);
        break;
      case 'status':
        break;
      default: {
        const unknown: never = record;
        throw new TypeError(`Record of an unknown kind: ${JSON.stringify(unknown)}`);
      }
    }
  };
}
