/**
 * Made-up storm surges against the overtopping rule. Each seed is eight days at one gauge: a tide of three constituents,
 * from the sixth day on an asymmetric Gaussian surge, river water; read every 5 min with 1.5 cm of noise, 4 cm of seiche,
 * 0.4 % spikes and 1 % gaps. The rule sees the readings; the score knows the water.
 */
import type { Rule } from '../rules/rule.ts';
import { createRandom } from './random.ts';
import { runSeries, type SeriesReading } from './run-series.ts';

export interface SurgeFigures {
  readonly runs: number;
  readonly events: number;
  /** Share of events that were red before the water reached the crest. */
  readonly pod: number;
  readonly lead_30min_share: number;
  readonly lead_min_p50: number;
  /** Share of false among all alarms; `far` does not count high waters within 10 cm of the crest. */
  readonly far: number;
  readonly far_raw: number;
}

const ASSET = 'flood-wall-bailianjing';
const RULE = 'flood.overtopping';
const START_MS = Date.UTC(2026, 7, 1);
const MINUTE_MS = 60_000;
const STEP_MIN = 5;
const DAY_MIN = 1_440;
const DAYS = 8;
const CALM_MIN = 5.2 * DAY_MIN;
const NEAR_MISS_M = 0.1;

interface Surge {
  readonly readings: readonly SeriesReading[];
  readonly crossedMin: number | null;
  readonly peakM: number;
}

function makeSurge(seed: number, crestM: number): Surge {
  const random = createRandom(seed);
  const phase = () => random.between(0, 2 * Math.PI);
  const tide = [
    { periodMin: 745.236, amplitudeM: random.between(1, 1.4), phase: phase() },
    { periodMin: 720, amplitudeM: random.between(0.3, 0.6), phase: phase() },
    { periodMin: 1436.07, amplitudeM: 0.2, phase: phase() },
  ];
  const seiche = { periodMin: random.between(18, 48), phase: phase() };
  const peakMin = 5.5 * DAY_MIN + random.between(6, 48) * 60;
  const [heightM, riverM] = [random.between(0.3, 2.2), random.between(0, 0.35)];
  const [riseMin, fallMin] = [random.between(150, 450), random.between(150, 450)];

  const readings: SeriesReading[] = [];
  let crossedMin: number | null = null;
  let peakM = 0;
  for (let minute = 0; minute < DAYS * DAY_MIN; minute += STEP_MIN) {
    const width = minute < peakMin ? riseMin : fallMin;
    let levelM = 2.25 + riverM + heightM * Math.exp(-0.5 * ((minute - peakMin) / width) ** 2);
    for (const each of tide) levelM += each.amplitudeM * Math.cos((2 * Math.PI * minute) / each.periodMin + each.phase);
    if (minute >= CALM_MIN) {
      peakM = Math.max(peakM, levelM);
      if (levelM >= crestM) crossedMin ??= minute;
    }
    const isGap = random.between(0, 1) < 0.01;
    const isSpike = random.between(0, 1) < 0.004;
    const spikeM = isSpike ? random.between(0.3, 1.5) * Math.sign(random.between(-1, 1)) : 0;
    const swingM = 0.04 * Math.sin((2 * Math.PI * minute) / seiche.periodMin + seiche.phase);
    const value = levelM + swingM + random.normal(0.015) + spikeM;
    if (!isGap) readings.push({ asset: ASSET, metric: 'water.level', at: START_MS + minute * MINUTE_MS, value });
  }
  return { readings, crossedMin, peakM };
}

/** Throws when the rules lack the overtopping rule or the section that it is scored on. */
export function scoreSurges(rules: readonly Rule[], seeds: readonly number[]): SurgeFigures {
  const rule = rules.find((each) => each.id === RULE);
  const crestM = rule?.watched.find((each) => each.asset.id === ASSET)?.attributes.crestM;
  if (!rule || crestM === undefined) throw new Error(`the surge set needs ${RULE} on ${ASSET}`);
  const leadsMin: number[] = [];
  let [events, falseAlarms, nearMisses] = [0, 0, 0];
  for (const seed of seeds) {
    const { readings, crossedMin, peakM } = makeSurge(seed, crestM);
    const red = runSeries([rule], readings).find(
      (alarm) => alarm.level === 'red' && alarm.at >= START_MS + CALM_MIN * MINUTE_MS,
    );
    const redMin = red ? (red.at - START_MS) / MINUTE_MS : null;
    if (crossedMin !== null) events += 1;
    if (redMin === null) continue;
    if (crossedMin === null) {
      if (peakM >= crestM - NEAR_MISS_M) nearMisses += 1;
      else falseAlarms += 1;
    } else if (redMin <= crossedMin) {
      leadsMin.push(crossedMin - redMin);
    }
  }
  leadsMin.sort((a, b) => a - b);
  const found = leadsMin.length;
  const alarms = found + falseAlarms + nearMisses;
  return {
    runs: seeds.length,
    events,
    pod: found / events,
    lead_30min_share: leadsMin.filter((lead) => lead >= 30).length / events,
    lead_min_p50: leadsMin[Math.floor(found / 2)] ?? 0,
    far: falseAlarms / (found + falseAlarms),
    far_raw: (falseAlarms + nearMisses) / alarms,
  };
}
