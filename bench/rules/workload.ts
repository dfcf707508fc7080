/**
 * The made-up city of the rules benchmark: 2,000 assets report 10 metrics once a minute, 20 readings to a message (two
 * assets of one device). Values wander slowly and jump at times, so that alarms come and go; one message in a hundred
 * comes two minutes late. The same seed gives the same events.
 */

import type { Asset, MetricStandard, ObservationsRecord } from '@chengyun/contracts';
import { createRandom } from '@chengyun/simulators/scenarios/chance.ts';

export const ASSETS = 2_000;
export const METRICS = 10;
export const BENCH_TIMELINE = 'replay:bench';
export const READINGS_A_MINUTE = ASSETS * METRICS;
const ASSETS_A_MESSAGE = 2;
const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const LATE_SHARE = 0.01;
const LATE_MIN = 2;
const JUMP_SHARE = 0.000_1;
/** Share of the way back to the middle in a minute. */
const PULL = 0.03;

export const assetName = (index: number) => `asset-${String(index).padStart(4, '0')}`;
export const metricName = (index: number) => `bench.m${index}`;

export const BENCH_ASSETS: readonly Asset[] = Array.from({ length: ASSETS }, (_, i) => ({
  ...{ id: assetName(i), domain: 'bench', kind: 'thing', name: { zh: `物 ${i}`, en: `Thing ${i}` } },
  ...{ lonDeg: 121.4 + (i % 50) * 0.008, latDeg: 31 + Math.floor(i / 50) * 0.008, attributes: { limit: 80 + (i % 7) } },
}));

export const BENCH_METRICS: ReadonlyMap<string, MetricStandard> = new Map(
  Array.from({ length: METRICS }, (_, i): [string, MetricStandard] => [
    metricName(i),
    {
      ...{ id: metricName(i), name: { zh: `量 ${i}`, en: `Metric ${i}` }, unit: '1', range: [-1e6, 1e6] },
      ...{ periodMs: MINUTE_MS, digits: 1 },
    },
  ]),
);

export interface Minute {
  readonly atMs: number;
  readonly records: readonly ObservationsRecord[];
}

/** Gives one minute after the other, without end; 20,000 readings each. */
export function createWorkload(seed: number): () => Minute {
  const random = createRandom(seed);
  const values = Float64Array.from({ length: READINGS_A_MINUTE }, () => random.between(30, 60));
  const late: { dueMinute: number; record: ObservationsRecord }[] = [];
  let minute = 0;

  const move = (place: number): number => {
    const jumps = random.between(0, 1) < JUMP_SHARE;
    const value =
      values[place]! + (45 - values[place]!) * PULL + random.between(-1, 1) + (jumps ? random.between(-50, 60) : 0);
    values[place] = value;
    return Math.round(value * 100) / 100;
  };
  return () => {
    minute += 1;
    const atMs = START_MS + minute * MINUTE_MS;
    const records: ObservationsRecord[] = [];
    while (late[0] && late[0].dueMinute <= minute) records.push(late.shift()!.record);
    for (let first = 0; first < ASSETS; first += ASSETS_A_MESSAGE) {
      const items = [];
      for (let asset = first; asset < first + ASSETS_A_MESSAGE; asset++) {
        for (let metric = 0; metric < METRICS; metric++) {
          const value = move(asset * METRICS + metric);
          items.push({ asset: assetName(asset), metric: metricName(metric), at: atMs, value });
        }
      }
      const record: ObservationsRecord = {
        ...{ k: 'obs', tl: BENCH_TIMELINE, device: `box-${first}`, epoch: '1-0000000000000000', seq: minute },
        ...{ sentAt: atMs, rxAt: atMs, items },
      };
      if (random.between(0, 1) < LATE_SHARE) late.push({ dueMinute: minute + LATE_MIN, record });
      else records.push(record);
    }
    return { atMs, records };
  };
}
