/**
 * Made-up storm surges at one fictional bank. Each seed is a month of calm tide and 72 hours with a surge on top of it.
 * What is fixed here was fixed before any rule was tuned on it; the rule sees the readings, the score sees the truth.
 */
import type { Asset } from '@chengyun/contracts';
import { createRandom } from '../chance.ts';

export const SURGE_SET = {
  /** Crest of the fictional bank, metres above the Wusong datum. */
  crestM: 5.2,
  historyDays: 30,
  scoredHours: 72,
  stepMin: 5,
  /** A warning counts as early from this many minutes before the water is over the crest. */
  horizonMin: 30,
  /** A false alarm whose water came this close to the crest is a near miss: counted in far_raw, not in far. */
  nearMissM: 0.1,
  /** Reported on these; rules are tuned on seeds above them only. */
  heldOutSeeds: [1, 1_000],
  tuningSeedsFrom: 100_001,
} as const;

/** What must hold on the held-out seeds. */
export const SURGE_MARKS = {
  pod: { atLeast: 0.99 },
  lead_30min_share: { atLeast: 0.95 },
  far: { atMost: 0.02 },
  far_raw: { atMost: 0.12 },
} as const;

export const SURGE_ASSETS: readonly Asset[] = [
  {
    ...{ id: 'drill-bank', domain: 'flood', kind: 'flood-wall', name: { zh: '演练堤段', en: 'Drill bank' } },
    ...{ lonDeg: 121.4972, latDeg: 31.1962, attributes: { crestM: SURGE_SET.crestM }, fictional: true },
    ...{ datum: 'wusong', owner: 'flood-wall-crew' },
  },
];

export interface MadeReading {
  readonly asset: string;
  readonly metric: string;
  readonly at: number;
  readonly value: number;
}

export interface MadeSurge {
  readonly readings: readonly MadeReading[];
  readonly scoredFromMs: number;
  /** First time at which the water was over the crest, without noise or seiche; null: never. */
  readonly crossedMs: number | null;
  readonly peakM: number;
}

const START_MS = Date.UTC(2026, 7, 1);
const MINUTE_MS = 60_000;
const DAY_MIN = 1_440;

export function makeSurge(seed: number): MadeSurge {
  const { crestM, historyDays, scoredHours, stepMin } = SURGE_SET;
  const random = createRandom(seed);
  const phase = () => random.between(0, 2 * Math.PI);
  const tide = [
    { periodMin: 745.236, amplitudeM: random.between(1, 1.4), phase: phase() },
    { periodMin: 720, amplitudeM: random.between(0.3, 0.6), phase: phase() },
    { periodMin: 1436.07, amplitudeM: 0.2, phase: phase() },
  ];
  const seiche = { periodMin: random.between(18, 48), phase: phase() };
  const calmMin = historyDays * DAY_MIN;
  const peakMin = calmMin + random.between(18, 54) * 60;
  const [heightM, riverM] = [random.between(0.3, 2.2), random.between(0, 0.35)];
  const [riseMin, fallMin] = [random.between(150, 450), random.between(150, 450)];

  const readings: MadeReading[] = [];
  let crossedMs: number | null = null;
  let peakM = 0;
  for (let minute = 0; minute < calmMin + scoredHours * 60; minute += stepMin) {
    const at = START_MS + minute * MINUTE_MS;
    const width = minute < peakMin ? riseMin : fallMin;
    let levelM = 2.25 + riverM + heightM * Math.exp(-0.5 * ((minute - peakMin) / width) ** 2);
    for (const each of tide) levelM += each.amplitudeM * Math.cos((2 * Math.PI * minute) / each.periodMin + each.phase);
    if (minute >= calmMin) {
      peakM = Math.max(peakM, levelM);
      if (levelM >= crestM) crossedMs ??= at;
    }
    const isGap = random.between(0, 1) < 0.01;
    const isSpike = random.between(0, 1) < 0.004;
    const spikeM = isSpike ? random.between(0.3, 1.5) * Math.sign(random.between(-1, 1)) : 0;
    const swingM = 0.04 * Math.sin((2 * Math.PI * minute) / seiche.periodMin + seiche.phase);
    const value = levelM + swingM + random.normal(0.015) + spikeM;
    if (!isGap) readings.push({ asset: 'drill-bank', metric: 'water.level', at, value });
  }
  return { readings, scoredFromMs: START_MS + calmMin * MINUTE_MS, crossedMs, peakM };
}
