/** What the model of rain-fed levels looks at, at one moment: the level and its moves, rain of the last hour, pumps. */
import type { GridSeries } from '../model.ts';
import { meanOf, newestIndex, windowMeans } from './windows.ts';

/** NaN where nothing was observed. */
export interface LevelView {
  readonly levels: Float64Array;
  /** Mean of the rain gauges, mm/h. */
  readonly rain: Float64Array;
  /** 1 where a pump reports a trip. */
  readonly tripped: Float64Array;
  readonly running: Float64Array;
}

const LEVEL_EDGES = [0, 1, 2, 3, 5, 8, 12, 20, 30, 60];
const RAIN_EDGES = [0, 1, 2, 3, 5, 8, 12, 20, 30, 60];
const PUMP_EDGES = [0, 2];
const LEVELS = LEVEL_EDGES.length - 1;
const RAINS = RAIN_EDGES.length - 1;
const RAIN_SUMS = 2;
const MINUTES_PER_H = 60;

export const LEVEL_FEATURES = LEVELS + RAINS + RAIN_SUMS + 2;
export const LEVEL_REACH_STEPS = 60;

export function levelViewOf(target: GridSeries, helpers: readonly GridSeries[], start: number): LevelView {
  const length = target.values.length - start;
  const of = (metric: string) =>
    meanOf(
      helpers.filter((one) => one.metric === metric).map(({ values }) => values.subarray(start)),
      length,
    );
  return {
    levels: target.values.subarray(start),
    rain: of('rain.intensity'),
    tripped: of('pump.tripped'),
    running: of('pump.running'),
  };
}

/** The newest level up to `end`, within the reach of the model; NaN when there is none. */
export function levelAt(view: LevelView, end: number): number {
  const start = Math.max(0, end + 1 - LEVEL_REACH_STEPS);
  const at = newestIndex(view.levels.subarray(start, end + 1));
  return at < 0 ? Number.NaN : view.levels[start + at]!;
}

/** Levels of the past count as differences from the level now, so that places of any height are alike. */
export function writeLevelFeatures(view: LevelView, end: number, into: Float32Array | Float64Array, at: number): void {
  windowMeans(view.levels, end, LEVEL_EDGES, into, at);
  const now = levelAt(view, end);
  for (let i = 0; i < LEVELS; i++) into[at + i] = Number.isNaN(now) ? 0 : now - into[at + i]!;
  let next = at + LEVELS;
  windowMeans(view.rain, end, RAIN_EDGES, into, next);
  let sum = 0;
  for (let i = 0; i < RAINS; i++) sum += (into[next + i]! * (RAIN_EDGES[i + 1]! - RAIN_EDGES[i]!)) / MINUTES_PER_H;
  next += RAINS;
  into[next++] = sum;
  into[next++] = Number.isNaN(now) ? 0 : now;
  windowMeans(view.tripped, end, PUMP_EDGES, into, next++);
  windowMeans(view.running, end, PUMP_EDGES, into, next);
}
