/**
 * Made-up storms over one old underpass: 0.8 ha run into it, pumps take 36 mm/h, and in 12 % of the storms pumps fail.
 * What is fixed here was fixed before any rule was tuned on it; the rule sees the readings, the score sees the truth.
 */
import type { Asset } from '@chengyun/contracts';
import { OLD_UNDERPASS, stepDepthCm } from '../../water/underpass.ts';
import { createRandom } from '../chance.ts';
import type { MadeReading } from '../surge/set.ts';

export const UNDERPASS_SET = {
  closeCm: 25,
  pumpFailureShare: 0.12,
  durationMin: 180,
  /** Storms that nearly reach the line are false alarms here: no near-miss rule. */
  heldOutSeeds: [1, 1_000],
  tuningSeedsFrom: 100_001,
} as const;

/** What must hold on the held-out seeds. Shares of false are of all alerts. */
export const UNDERPASS_MARKS = {
  advisory_5min_share: { atLeast: 0.99 },
  advisory_10min_share: { atLeast: 0.65 },
  advisory_far: { atMost: 0.3 },
  close_5min_share: { atLeast: 0.9 },
  close_far: { atMost: 0.15 },
  pump_trip_s_p95: { atMost: 60 },
} as const;

const AT = { lonDeg: 121.537, latDeg: 31.2245 };
const OWNER = 'road-and-drainage-crew';

export const UNDERPASS_ASSETS: readonly Asset[] = [
  {
    ...{ id: 'drill-underpass', domain: 'flood', kind: 'underpass', name: { zh: '演练下立交', en: 'Drill underpass' } },
    ...{ ...AT, attributes: { closeCm: UNDERPASS_SET.closeCm }, fictional: true, owner: OWNER },
  },
  {
    ...{ id: 'drill-rain', domain: 'flood', kind: 'rain-gauge', name: { zh: '演练雨量站', en: 'Drill rain gauge' } },
    ...{ lonDeg: AT.lonDeg + 0.01, latDeg: AT.latDeg, attributes: {}, fictional: true, owner: OWNER },
  },
];

export interface MadeStorm {
  readonly readings: readonly MadeReading[];
  readonly crossedMs: number | null;
  readonly peakCm: number;
  /** When the pumps really failed under rain; null: they ran. */
  readonly trippedMs: number | null;
}

const START_MS = Date.UTC(2026, 7, 1);
const MINUTE_MS = 60_000;

export function makeStorm(seed: number): MadeStorm {
  const random = createRandom(seed);
  const peakMin = random.between(40, 90);
  const peakMmPerH = random.between(40, 150);
  const [riseMin, fallMin] = [random.between(6, 25), random.between(8, 35)];
  const gaugeFactor = Math.exp(random.normal(0.15));
  const hasFailure = random.between(0, 1) < UNDERPASS_SET.pumpFailureShare;
  const tripMin = peakMin + random.between(-15, 15);
  const pumpsLeft = Math.floor(random.between(0, OLD_UNDERPASS.pumps));
  const reportS = random.between(2, 25);

  const readings: MadeReading[] = [];
  let [depthCm, peakCm] = [0, 0];
  let crossedMs: number | null = null;
  const trippedMs = hasFailure ? START_MS + Math.round(tripMin * MINUTE_MS) : null;
  const tripReportMs = trippedMs === null ? null : trippedMs + Math.round(reportS * 1000);
  const say = (asset: string, metric: string, at: number, value: number) => readings.push({ asset, metric, at, value });
  for (let minute = 0; minute < UNDERPASS_SET.durationMin; minute += 1) {
    const at = START_MS + minute * MINUTE_MS;
    const width = minute < peakMin ? riseMin : fallMin;
    const rain = peakMmPerH * Math.exp(-0.5 * ((minute - peakMin) / width) ** 2);
    const running = trippedMs !== null && at >= trippedMs ? pumpsLeft : OLD_UNDERPASS.pumps;
    depthCm = stepDepthCm(OLD_UNDERPASS, depthCm, rain, running, 60);
    peakCm = Math.max(peakCm, depthCm);
    if (depthCm >= UNDERPASS_SET.closeCm) crossedMs ??= at;
    say('drill-underpass', 'water.depth', at, Math.max(0, depthCm + random.normal(0.3)));
    say('drill-rain', 'rain.intensity', at, Math.max(0, rain * gaugeFactor * Math.exp(random.normal(0.1))));
    if (tripReportMs === null || at < tripReportMs) say('drill-underpass', 'pump.tripped', at, 0);
    else say('drill-underpass', 'pump.tripped', at, 1);
    if (tripReportMs !== null && tripReportMs > at && tripReportMs < at + MINUTE_MS) {
      say('drill-underpass', 'pump.tripped', tripReportMs, 1);
    }
  }
  return { readings, crossedMs, peakCm, trippedMs };
}
