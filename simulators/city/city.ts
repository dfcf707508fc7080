/**
 * The simulated city that knows the truth: tide and surge at the gauges, rain, water in the underpasses, their pumps.
 * It moves in steps of one minute of its timeline and hands out the readings that its stations would send. The same
 * scenario and seed give the same readings; `truth` is what really happened, without noise.
 */
import { createSpatialIndex } from '@chengyun/basemap';
import type { Asset } from '@chengyun/contracts';
import { rainAtMmPerH } from '../rain/rain.ts';
import { noiseAt } from '../random.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { hydrologyOf, inlandLevelM, pumpedDownM } from '../water/hydrology.ts';
import { surgeAtM } from '../water/surge.ts';
import { MEAN_LEVEL_M, tideAtMouthM } from '../water/tide.ts';
import { OLD_UNDERPASS, stepDepthCm } from '../water/underpass.ts';

export interface Reading {
  readonly asset: string;
  readonly metric: string;
  /** Timeline epoch milliseconds. */
  readonly at: number;
  readonly value: number;
  readonly unit: string;
}

export interface City {
  nowMs(): number;
  /** Advances to the last whole step at or before `toMs` and returns the readings on the way, in time order. */
  advance(toMs: number): Reading[];
  /** True level (m) or depth (cm) at an asset now. */
  truthAt(asset: string): number | null;
  /** A crew has done its task at this asset: pumps run again, the gate behind a low wall is closed. */
  resolveAt(asset: string): void;
}

export const STEP_MS = 60_000;
export const GAUGE_EVERY_MS = 5 * 60_000;
const GAUGE_NOISE_M = 0.012;
const SEICHE_M = 0.03;
const SEICHE_PERIOD_MIN = 37;
/** What stands this near to an underpass belongs to it. */
export const BESIDE_M = 300;
const LEVEL_KINDS = ['tide-gauge', 'flood-wall'];

interface Underpass {
  readonly asset: Asset;
  depthCm: number;
  pumpsRunning: number;
  tripped: boolean;
  repaired: boolean;
}

export interface CityOptions {
  readonly scenario: Scenario;
  readonly assets: readonly Asset[];
  readonly startMs: number;
  /** Length of a step; longer than the usual minute for calm history. */
  readonly stepMs?: number;
}

export function createCity({ scenario, assets, startMs, stepMs = STEP_MS }: CityOptions): City {
  let nowMs = Math.floor(startMs / stepMs) * stepMs;
  const stepsPerHour = 3_600_000 / stepMs;
  const gauges = assets.filter((asset) => LEVEL_KINDS.includes(asset.kind));
  const waters = new Map(gauges.map((asset) => [asset, hydrologyOf(asset)]));
  const rainGauges = assets.filter((asset) => asset.kind === 'rain-gauge');
  const underpasses = new Map<string, Underpass>();
  for (const asset of assets) {
    if (asset.kind !== 'underpass') continue;
    underpasses.set(asset.id, {
      asset,
      depthCm: 0,
      pumpsRunning: OLD_UNDERPASS.pumps,
      tripped: false,
      repaired: false,
    });
  }
  const pumpPlaces = createSpatialIndex([...underpasses.values()].map(({ asset }) => asset));
  const rainSums = new Map<string, number[]>();
  const closedGates = new Map<string, { atMs: number; levelM: number }>();

  const levelM = (asset: Asset, tMs: number): number => {
    const gate = closedGates.get(asset.id);
    if (gate && tMs >= gate.atMs) return pumpedDownM(gate.levelM, tMs - gate.atMs);
    const water = waters.get(asset) ?? hydrologyOf(asset);
    if (water.isInland) return inlandLevelM(tMs, hourSum(asset.id));
    const atMouthMs = tMs - water.travelMin * 60_000;
    const tideM = MEAN_LEVEL_M + (tideAtMouthM(atMouthMs) - MEAN_LEVEL_M) * water.tideFactor;
    return tideM + (scenario.surge ? surgeAtM(scenario.surge, atMouthMs) * water.surgeFactor : 0);
  };
  const rainMmPerH = (asset: Asset, tMs: number) => rainAtMmPerH(scenario.rain, asset.latDeg, tMs);

  function hourSum(id: string): number {
    return (rainSums.get(id) ?? []).reduce((sum, mm) => sum + mm, 0);
  }

  function addRain(asset: Asset): number {
    const mmPerH = rainMmPerH(asset, nowMs);
    const lastHour = rainSums.get(asset.id) ?? [];
    lastHour.push(mmPerH / stepsPerHour);
    if (lastHour.length > stepsPerHour) lastHour.shift();
    rainSums.set(asset.id, lastHour);
    return mmPerH;
  }

  function stepUnderpass(place: Underpass, out: Reading[]): void {
    const { asset } = place;
    const failure = scenario.pumpFailures.find((one) => one.asset === asset.id);
    const failed = failure !== undefined && nowMs >= failure.fromMs && nowMs < failure.toMs && !place.repaired;
    place.tripped = failed;
    place.pumpsRunning = failed ? failure.pumpsLeft : OLD_UNDERPASS.pumps;
    const mmPerH = rainMmPerH(asset, nowMs) * (asset.attributes.catchmentShare ?? 1);
    place.depthCm = stepDepthCm(OLD_UNDERPASS, place.depthCm, mmPerH, place.pumpsRunning, stepMs / 1000);
    const measured = Math.max(0, place.depthCm + noiseAt(scenario.seed, asset.id, nowMs / STEP_MS) * 0.25);
    const working = mmPerH > 0.5 || place.depthCm > 0 ? place.pumpsRunning : 0;
    out.push(reading(asset, 'water.depth', round(measured, 1), 'cm'));
    out.push(reading(asset, 'pump.running', working, '1'));
    out.push(reading(asset, 'pump.tripped', place.tripped ? 1 : 0, '1'));
  }

  /** The underpass beside a camera or a road: the crew that was sent there starts its pumps. */
  function beside(id: string): Underpass | undefined {
    const asset = assets.find((one) => one.id === id);
    const [found] = asset ? pumpPlaces.within(asset.lonDeg, asset.latDeg, BESIDE_M) : [];
    return found && underpasses.get(found.item.id);
  }

  const reading = (asset: Asset, metric: string, value: number, unit: string): Reading => ({
    asset: asset.id,
    metric,
    at: nowMs,
    value,
    unit,
  });

  function step(out: Reading[]): void {
    nowMs += stepMs;
    for (const asset of rainGauges) {
      const mmPerH = addRain(asset);
      const spread = 1 + noiseAt(scenario.seed, asset.id, nowMs / STEP_MS) * 0.06;
      out.push(reading(asset, 'rain.intensity', round(Math.max(0, mmPerH * spread), 1), 'mm/h'));
      out.push(reading(asset, 'rain.hour', round(hourSum(asset.id), 1), 'mm'));
    }
    for (const asset of gauges) {
      if (waters.get(asset)?.isInland) addRain(asset);
      if (nowMs % GAUGE_EVERY_MS !== 0) continue;
      const seiche = SEICHE_M * Math.sin((2 * Math.PI * nowMs) / (SEICHE_PERIOD_MIN * 60_000) + asset.lonDeg * 40);
      const noise = noiseAt(scenario.seed, asset.id, nowMs / GAUGE_EVERY_MS) * GAUGE_NOISE_M;
      out.push(reading(asset, 'water.level', round(levelM(asset, nowMs) + seiche + noise, 3), 'm'));
    }
    for (const place of underpasses.values()) stepUnderpass(place, out);
  }

  return {
    nowMs: () => nowMs,
    advance(toMs) {
      const out: Reading[] = [];
      while (nowMs + stepMs <= toMs) step(out);
      return out;
    },
    truthAt(id) {
      const place = underpasses.get(id);
      if (place) return place.depthCm;
      const gauge = gauges.find((asset) => asset.id === id);
      return gauge ? levelM(gauge, nowMs) : null;
    },
    resolveAt(id) {
      const place = underpasses.get(id) ?? beside(id);
      if (place) place.repaired = true;
      const wall = gauges.find((asset) => asset.id === id && asset.kind === 'flood-wall');
      if (wall && !closedGates.has(id)) closedGates.set(id, { atMs: nowMs, levelM: levelM(wall, nowMs) });
    },
  };
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
