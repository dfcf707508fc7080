/** The newest forecast that rules may use, per asset and metric, and what it says about a time ahead. */
import type { ForecastRecord } from '@chengyun/contracts';

export type Band = 'p10' | 'p50' | 'p90';

/** A forecast that is there; the threshold is not reached within it. */
export const NEVER_MIN = 9_999;
const MINUTE_MS = 60_000;

export interface ForecastBook {
  /** False for one that is older than what is known, or without skill: then rules no longer see the series' forecast. */
  put(record: ForecastRecord): boolean;
  /** Value at a time, between two steps by line; NaN outside of the forecast. */
  at(asset: string, metric: string, band: Band, atMs: number): number;
  /** Minutes from now until the threshold is reached, NEVER_MIN if not, NaN without a forecast that covers now. */
  until(asset: string, metric: string, band: Band, nowMs: number, threshold: number, isFalling: boolean): number;
  save(): readonly ForecastRecord[];
  load(records: readonly ForecastRecord[]): void;
}

export function createForecastBook(): ForecastBook {
  const newest = new Map<string, ForecastRecord>();
  const keyOf = (asset: string, metric: string) => `${asset}|${metric}`;

  /** The record, if it reaches over `atMs`. */
  const covering = (asset: string, metric: string, atMs: number): ForecastRecord | null => {
    const record = newest.get(keyOf(asset, metric));
    if (!record?.skilled) return null;
    return atMs <= record.issuedAt + record.p50.length * record.stepMs ? record : null;
  };
  const valueAt = ({ issuedAt, stepMs }: ForecastRecord, values: readonly number[], atMs: number): number => {
    const place = Math.max(0, (atMs - issuedAt) / stepMs - 1);
    const below = Math.min(Math.floor(place), values.length - 1);
    const above = Math.min(below + 1, values.length - 1);
    return values[below]! + (place - below) * (values[above]! - values[below]!);
  };

  return {
    put: (record) => {
      const key = keyOf(record.asset, record.metric);
      if ((newest.get(key)?.issuedAt ?? -1) > record.issuedAt) return false;
      newest.set(key, record);
      return true;
    },
    at: (asset, metric, band, atMs) => {
      const record = covering(asset, metric, atMs);
      return record ? valueAt(record, record[band], atMs) : Number.NaN;
    },
    until: (asset, metric, band, nowMs, threshold, isFalling) => {
      const record = covering(asset, metric, nowMs);
      if (!record) return Number.NaN;
      const values = record[band];
      const isReached = (value: number) => (isFalling ? value <= threshold : value >= threshold);
      let before = valueAt(record, values, nowMs);
      if (isReached(before)) return 0;
      let beforeMs = nowMs;
      for (let i = 0; i < values.length; i++) {
        const atMs = record.issuedAt + (i + 1) * record.stepMs;
        if (atMs <= nowMs) continue;
        const value = values[i]!;
        if (isReached(value)) {
          const share = (threshold - before) / (value - before);
          return (beforeMs + share * (atMs - beforeMs) - nowMs) / MINUTE_MS;
        }
        before = value;
        beforeMs = atMs;
      }
      return NEVER_MIN;
    },
    save: () => [...newest.values()],
    load: (records) => {
      newest.clear();
      for (const record of records) newest.set(keyOf(record.asset, record.metric), record);
    },
  };
}
