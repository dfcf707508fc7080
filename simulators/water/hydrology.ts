/**
 * How the tide of the mouth reaches a place. Up the Huangpu it arrives later and lower; at the open coast of Hangzhou
 * Bay it comes early and ranges wider; behind the sluices the inland rivers only know the rain.
 */
import type { Asset } from '@chengyun/contracts';
import { waterAt } from './waters.ts';

export interface Hydrology {
  readonly isInland: boolean;
  /** Delay of the tide behind the river mouth in minutes. */
  readonly travelMin: number;
  readonly tideFactor: number;
  readonly surgeFactor: number;
}

const MOUTH_LAT_DEG = 31.39;
/** High water travels from the mouth to Huangpu Park (31.243 N) in 50-60 minutes. */
const TRAVEL_MIN_PER_DEG = 360;
/** South of here the range shrinks: at Mishidu (30.96 N) about two thirds of it is left. */
const FULL_RANGE_LAT_DEG = 31.2;
const RANGE_LOSS_PER_DEG = 1.4;

export function hydrologyOf(asset: Asset): Hydrology {
  const water = waterAt(asset);
  if (water === 'inland') return { isInland: true, travelMin: 0, tideFactor: 0, surgeFactor: 0 };
  if (water === 'coast') return { isInland: false, travelMin: -15, tideFactor: 1.12, surgeFactor: 0.7 };
  const factor = 1 - Math.max(0, FULL_RANGE_LAT_DEG - asset.latDeg) * RANGE_LOSS_PER_DEG;
  const travelMin = Math.max(0, MOUTH_LAT_DEG - asset.latDeg) * TRAVEL_MIN_PER_DEG;
  return { isInland: false, travelMin, tideFactor: factor, surgeFactor: factor };
}

const INLAND_MEAN_M = 2.65;
/** Rise of the inland rivers per millimetre of rain in the last hour; the polder is drawn down before a storm. */
const INLAND_RISE_M_PER_MM = 0.011;

export function inlandLevelM(tMs: number, rainLastHourMm: number): number {
  return INLAND_MEAN_M + 0.06 * Math.sin(tMs / 7_200_000) + rainLastHourMm * INLAND_RISE_M_PER_MM;
}

/** Level to which pumps draw the creek down behind a closed gate, and how fast (time constant). */
const PUMPED_DOWN_M = 3.1;
const PUMP_DOWN_MS = 25 * 60_000;

/** Level behind a gate that was closed `sinceMs` ago at `levelAtCloseM`. */
export function pumpedDownM(levelAtCloseM: number, sinceMs: number): number {
  const restM = Math.max(0, levelAtCloseM - PUMPED_DOWN_M);
  return Math.min(levelAtCloseM, PUMPED_DOWN_M) + restM * Math.exp(-sinceMs / PUMP_DOWN_MS);
}
