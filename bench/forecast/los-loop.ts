/** Reads the loop detectors of a week in Los Angeles from the folder of evaluation data, which is not part of the product. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ForecastInputs, GridSeries } from '@chengyun/analytics/forecast/model.ts';
import { AppError } from '@chengyun/platform/service/service.ts';

export interface LosLoop {
  readonly rows: number;
  readonly series: readonly GridSeries[];
  /** Of each sensor, the sensors one and two links away, nearest first. */
  readonly neighbours: readonly (readonly number[])[];
}

const STEP_MS = 300_000;
/** 2012-03-01 00:00 on the spot, moved so that the day of the models begins there. */
const FROM_MS = Date.UTC(2012, 2, 1) - 8 * 3_600_000;
const NEIGHBOURS_MAX = 24;

/** Throws AppError NO_DATA with the folder where the data should be. */
export function readLosLoop(folder: string): LosLoop {
  const place = join(folder, 'traffic-losloop');
  const speeds = join(place, 'los_speed.csv');
  if (!existsSync(speeds))
    throw new AppError('NO_DATA', `There is no ${speeds}; CHENGYUN_DATA_DIR names the folder of evaluation data.`);
  const table = numbersFrom(speeds, 1);
  const links = numbersFrom(join(place, 'los_adj.csv'), 0);
  const { kept_columns_of_adjacency: columns } = JSON.parse(
    readFileSync(join(place, 'sensor_columns.json'), 'utf8'),
  ) as { kept_columns_of_adjacency: number[] };
  const series = columns.map((_, i): GridSeries => {
    const values = Float64Array.from(table, (row) => row[i]!);
    return { asset: `loop-${i}`, metric: 'traffic.speed', fromMs: FROM_MS, stepMs: STEP_MS, values };
  });
  const weight = (i: number, j: number) =>
    Math.max(links[columns[i]!]![columns[j]!]!, links[columns[j]!]![columns[i]!]!);
  const neighbours = columns.map((_, i) => nearest(i, columns.length, weight));
  return { rows: table.length, series, neighbours };
}

/** Ranked by the weight of the link, or of the best way over one sensor between. */
function nearest(from: number, count: number, weight: (i: number, j: number) => number): number[] {
  const reach = new Float64Array(count);
  for (let middle = 0; middle < count; middle++) {
    if (middle === from) continue;
    const first = weight(from, middle);
    if (first <= 0) continue;
    reach[middle] = Math.max(reach[middle]!, first);
    for (let to = 0; to < count; to++) reach[to] = Math.max(reach[to]!, (first * weight(middle, to)) / 2);
  }
  reach[from] = 0;
  const found = [...reach.keys()].filter((to) => reach[to]! > 0);
  return found.sort((a, b) => reach[b]! - reach[a]! || a - b).slice(0, NEIGHBOURS_MAX);
}

function numbersFrom(path: string, headLines: number): number[][] {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(headLines);
  return lines.map((line) => line.split(',').map(Number));
}

/** The sensors with their neighbours, cut to the rows before `rows`. */
export function inputsUpTo({ series, neighbours }: LosLoop, rows: number): ForecastInputs[] {
  const cut = series.map((one) => ({ ...one, values: one.values.subarray(0, rows) }));
  return cut.map((target, i) => ({ target, helpers: neighbours[i]!.map((near) => cut[near]!) }));
}
