/** Harmonic analysis of the tide: least squares on the constituents that the record can tell apart. */
import type { GridSeries } from '../model.ts';
import { constituentsFor } from './constituents.ts';
import { addRow, createRidgeSums, solveRidge } from './ridge.ts';
import { medianOf } from './windows.ts';

/** Plain data. `parts` are amplitudes of cosine and sine in the unit of the series, with their speed. */
export interface TideFit {
  readonly mean: number;
  readonly parts: readonly {
    readonly name: string;
    readonly degPerH: number;
    readonly cos: number;
    readonly sin: number;
  }[];
}

const HOUR_MS = 3_600_000;
/** Any fixed moment serves as origin of the phases; near the data, so that angles stay small. */
const ORIGIN_MS = Date.UTC(2020, 0, 1);
const RAD_PER_DEG = Math.PI / 180;
/** What lies further out than this many standard deviations of the first fit, by the median, is no tide. */
const OUTLIER_DEVIATIONS = 4;
const DEVIATION_PER_MEDIAN = 1.4826;

/** Null when there is too little to tell even the main constituents apart. */
export function fitTide(series: GridSeries): TideFit | null {
  const known = [...series.values.keys()].filter((i) => !Number.isNaN(series.values[i]!));
  const spanH = known.length < 2 ? 0 : ((known.at(-1)! - known[0]!) * series.stepMs) / HOUR_MS;
  const parts = constituentsFor(spanH);
  if (known.length < 4 * (2 * parts.length + 1)) return null;
  const first = solve(series, known, parts);
  const misses = known.map((i) => Math.abs(series.values[i]! - tideAt(first, series.fromMs + i * series.stepMs)));
  const limit = OUTLIER_DEVIATIONS * DEVIATION_PER_MEDIAN * medianOf(misses) + 1e-9;
  const kept = known.filter((_, at) => misses[at]! <= limit);
  return solve(series, kept, parts);
}

export function tideAt(fit: TideFit, atMs: number): number {
  const hours = (atMs - ORIGIN_MS) / HOUR_MS;
  let level = fit.mean;
  for (const { degPerH, cos, sin } of fit.parts) {
    const angle = degPerH * hours * RAD_PER_DEG;
    level += cos * Math.cos(angle) + sin * Math.sin(angle);
  }
  return level;
}

export const amplitudeOf = ({ cos, sin }: TideFit['parts'][number]) => Math.hypot(cos, sin);

function solve(series: GridSeries, rows: readonly number[], parts: ReturnType<typeof constituentsFor>): TideFit {
  const width = parts.length * 2;
  const sums = createRidgeSums(width, 1);
  const row = new Float64Array(width);
  const truth = new Float64Array(1);
  for (const i of rows) {
    const hours = (series.fromMs + i * series.stepMs - ORIGIN_MS) / HOUR_MS;
    parts.forEach(({ degPerH }, k) => {
      const angle = degPerH * hours * RAD_PER_DEG;
      row[2 * k] = Math.cos(angle);
      row[2 * k + 1] = Math.sin(angle);
    });
    truth[0] = series.values[i]!;
    addRow(sums, row, 0, truth, 0);
  }
  const weights = solveRidge(sums, 0);
  return {
    mean: weights[width]!,
    parts: parts.map(({ name, degPerH }, k) => ({ name, degPerH, cos: weights[2 * k]!, sin: weights[2 * k + 1]! })),
  };
}
