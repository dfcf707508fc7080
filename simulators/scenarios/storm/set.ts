/**
 * The standard alarm storm: twelve hours of rain over 300 ponding gauges in 30 areas, ten to an area and all ten behind
 * the area's telemetry hub. Eleven places really flood, some of them over two or three neighbouring gauges; one hub goes
 * down; six gauges freeze; one area's gauges hover below the line; one gauge flaps. Fixed before anything was tuned on
 * it; rules see the readings, the score sees the truth.
 */
import type { Asset } from '@chengyun/contracts';
import { createRandom, type Random } from '../chance.ts';
import type { MadeReading } from '../surge/set.ts';

export const STORM_SET = {
  areas: 30,
  gaugesPerArea: 10,
  hazards: 11,
  stuck: 6,
  durationMin: 720,
  /** Calm at first, so that windows are filled. */
  calmMin: 60,
  closeCm: 25,
  /** Readings at or over this are what a plain threshold would cry for, each of them. */
  advisoryCm: 15,
  /** A silent gauge is cried for every minute after this. */
  silentMin: 15,
  operators: 1,
  heldOutSeeds: [1, 100],
  tuningSeedsFrom: 100_001,
} as const;

export const STORM_MARKS = {
  alarms_per_10min_per_operator: { atMost: 1 },
  flood_windows: { atMost: 0 },
  reduction: { atLeast: 0.99 },
  hidden_hazards: { atMost: 0 },
  stuck_found_share: { atLeast: 1 },
} as const;

const START_MS = Date.UTC(2026, 7, 1);
const MINUTE_MS = 60_000;
/** Areas lie 4 km apart, gauges of an area within about 1 km. */
const AREA_STEP_DEG = 0.04;

const gaugeId = (area: number, gauge: number) => `storm-gauge-${area}-${gauge}`;
const hubId = (area: number) => `storm-hub-${area}`;

function areaAssets(area: number): readonly Asset[] {
  const lonDeg = 121.4 + (area % 6) * AREA_STEP_DEG;
  const latDeg = 30.95 + Math.floor(area / 6) * AREA_STEP_DEG;
  const base = { domain: 'flood', fictional: true, district: `storm-area-${area}` };
  const hub: Asset = {
    ...{ ...base, id: hubId(area), kind: 'telemetry-hub', name: { zh: `汇聚点 ${area}`, en: `Hub ${area}` } },
    ...{ lonDeg, latDeg, attributes: {} },
  };
  const rain: Asset = {
    ...{ ...base, id: `storm-rain-${area}`, kind: 'rain-gauge', name: { zh: `雨量 ${area}`, en: `Rain ${area}` } },
    ...{ lonDeg, latDeg, attributes: {} },
  };
  const gauges = Array.from({ length: STORM_SET.gaugesPerArea }, (_, i): Asset => {
    const angle = (2 * Math.PI * i) / STORM_SET.gaugesPerArea;
    return {
      ...{
        ...base,
        id: gaugeId(area, i),
        kind: 'underpass',
        name: { zh: `积水点 ${area}-${i}`, en: `Gauge ${area}-${i}` },
      },
      ...{ lonDeg: lonDeg + 0.006 * Math.cos(angle), latDeg: latDeg + 0.005 * Math.sin(angle) },
      ...{ attributes: { closeCm: STORM_SET.closeCm }, links: [{ rel: 'reports-through', to: hubId(area) }] },
    };
  });
  return [hub, rain, ...gauges];
}

export const STORM_ASSETS: readonly Asset[] = Array.from({ length: STORM_SET.areas }, (_, area) =>
  areaAssets(area),
).flat();

export interface StormHazard {
  /** Gauges that the water covers, the deepest first. */
  readonly gauges: readonly string[];
  /** First and last moment over the closing line at the deepest. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface MadeAlarmStorm {
  readonly readings: readonly MadeReading[];
  readonly hazards: readonly StormHazard[];
  readonly hubDown: { readonly hub: string; readonly fromMs: number; readonly untilMs: number };
  readonly stuck: readonly { readonly gauge: string; readonly fromMs: number }[];
  /** What crying for every reading would have said. */
  readonly rawCrossings: number;
}

interface Flood {
  readonly area: number;
  readonly gauges: readonly number[];
  readonly peakMin: number;
  readonly peakCm: number;
  readonly riseMin: number;
  readonly fallMin: number;
}

function depthOf(flood: Flood, place: number, minute: number): number {
  const width = minute < flood.peakMin ? flood.riseMin : flood.fallMin;
  // Neighbours see the same water, a little lower.
  return flood.peakCm * (1 - 0.12 * place) * Math.exp(-0.5 * ((minute - flood.peakMin) / width) ** 2);
}

const shuffled = (random: Random, count: number): number[] => {
  const all = Array.from({ length: count }, (_, i) => ({ i, at: random.between(0, 1) }));
  return all.sort((a, b) => a.at - b.at).map(({ i }) => i);
};

export function makeAlarmStorm(seed: number): MadeAlarmStorm {
  const random = createRandom(seed);
  const areas = shuffled(random, STORM_SET.areas);
  const floods = Array.from({ length: STORM_SET.hazards }, (_, i): Flood => {
    const gauges = shuffled(random, STORM_SET.gaugesPerArea).slice(0, i % 3 === 0 ? 3 : i % 3 === 1 ? 1 : 2);
    return {
      ...{ area: areas[i]!, gauges, peakMin: random.between(150, 640), peakCm: random.between(30, 48) },
      ...{ riseMin: random.between(10, 35), fallMin: random.between(15, 50) },
    };
  });
  const hubArea = areas[STORM_SET.hazards]!;
  const [downMin, upMin] = [random.between(120, 300), random.between(420, 640)];
  const hoverArea = areas[STORM_SET.hazards + 1]!;
  const stuck = Array.from({ length: STORM_SET.stuck }, (_, i) => ({
    area: areas[STORM_SET.hazards + 2 + i]!,
    gauge: Math.floor(random.between(0, STORM_SET.gaugesPerArea)),
    fromMin: Math.floor(random.between(120, 480)),
    // Half of them freeze in water that is nearly advisory.
    atCm: i % 2 === 0 ? random.between(9, 14) : random.between(2, 6),
  }));
  const flapArea = areas[STORM_SET.hazards + 2 + STORM_SET.stuck]!;

  const readings: MadeReading[] = [];
  let rawCrossings = 0;
  for (let minute = 0; minute < STORM_SET.durationMin; minute++) {
    const at = START_MS + minute * MINUTE_MS;
    const isStorm = minute >= STORM_SET.calmMin;
    for (let area = 0; area < STORM_SET.areas; area++) {
      const flood = floods.find((each) => each.area === area);
      const near = flood ? Math.exp(-0.5 * ((minute - flood.peakMin + 20) / 40) ** 2) : 0;
      const rain = isStorm ? 6 + 3 * Math.sin(minute / 70 + area) + 60 * near : 0;
      readings.push({
        asset: `storm-rain-${area}`,
        metric: 'rain.intensity',
        at,
        value: Math.max(0, rain + random.normal(1)),
      });
      for (let gauge = 0; gauge < STORM_SET.gaugesPerArea; gauge++) {
        const noise = random.normal(0.3);
        if (area === hubArea && minute >= downMin && minute < upMin) {
          if (minute - downMin >= STORM_SET.silentMin) rawCrossings += 1;
          continue;
        }
        const frozen = stuck.find((each) => each.area === area && each.gauge === gauge && minute >= each.fromMin);
        const place = flood?.gauges.indexOf(gauge) ?? -1;
        const puddle = isStorm ? 3 + 2 * Math.sin(minute / 50 + area * 3 + gauge) : 0.2;
        const hover = area === hoverArea && isStorm ? 10 + 5 * Math.sin(minute / 35 + gauge) : 0;
        const flap = area === flapArea && gauge === 0 && isStorm && minute % 9 < 3 ? 19 : 0;
        const wetCm = Math.max(puddle, hover, flap, place >= 0 && flood ? depthOf(flood, place, minute) : 0);
        const value = frozen ? frozen.atCm : Math.max(0, wetCm + noise);
        if (value >= STORM_SET.advisoryCm) rawCrossings += 1;
        readings.push({ asset: gaugeId(area, gauge), metric: 'water.depth', at, value: Math.round(value * 10) / 10 });
      }
    }
  }
  return {
    readings,
    hazards: floods.map((flood) => hazardOf(flood)),
    hubDown: { hub: hubId(hubArea), fromMs: START_MS + downMin * MINUTE_MS, untilMs: START_MS + upMin * MINUTE_MS },
    stuck: stuck.map(({ area, gauge, fromMin }) => ({
      gauge: gaugeId(area, gauge),
      fromMs: START_MS + fromMin * MINUTE_MS,
    })),
    rawCrossings,
  };
}

function hazardOf(flood: Flood): StormHazard {
  const over = Array.from({ length: STORM_SET.durationMin }, (_, minute) => minute).filter(
    (minute) => depthOf(flood, 0, minute) >= STORM_SET.closeCm,
  );
  return {
    gauges: flood.gauges.map((gauge) => gaugeId(flood.area, gauge)),
    fromMs: START_MS + (over[0] ?? 0) * MINUTE_MS,
    untilMs: START_MS + (over.at(-1) ?? 0) * MINUTE_MS,
  };
}
