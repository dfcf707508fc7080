/** The series of a station before it is drawn: where its line breaks, how far its axis goes, where its hours stand. Pure. */
import type { ForecastRecord, StationBin } from '@chengyun/contracts';
import { CITY_UTC_OFFSET_MS } from '../../state/format.ts';
import type { Mark } from '../../ui/marks.ts';

export interface ForecastBand {
  readonly points: readonly {
    readonly at: number;
    readonly low: number;
    readonly middle: number;
    readonly high: number;
  }[];
}

/** Silence of more than this many usual distances breaks the line. */
const GAP_DISTANCES = 3;
const AIR_SHARE = 0.06;

/** Runs of usable bins; a gap ends a run, so that nothing is drawn where nothing was measured. */
export function linesOf(bins: readonly StationBin[], spanMs: number): readonly (readonly StationBin[])[] {
  const usable = bins.filter((bin) => bin.value !== null);
  const distances = usable.slice(1).map((bin, i) => bin.at - usable[i]!.at);
  const usual = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? spanMs;
  const lines: StationBin[][] = [];
  for (const bin of usable) {
    const line = lines.at(-1);
    const last = line?.at(-1);
    if (line && last && bin.at - last.at <= Math.max(usual, spanMs) * GAP_DISTANCES) line.push(bin);
    else lines.push([bin]);
  }
  return lines;
}

/** Lowest and highest of what is drawn, with air. A mark out of all proportion to the series is not forced in. */
export function valueSpan(
  bins: readonly StationBin[],
  marks: readonly Mark[],
  forecast: ForecastBand | null,
): readonly [number, number] {
  const own = bins.flatMap(({ min, max }) => [min, max]).filter((value) => value !== null);
  const ahead = forecast?.points.flatMap(({ low, high }) => [low, high]) ?? [];
  const values = [...own, ...ahead, ...marks.map((mark) => mark.value)];
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const air = (high - low || Math.abs(high) || 1) * AIR_SHARE;
  return [low - air, high + air];
}

const STEPS_MS = [1, 2, 3, 6, 12, 24, 48, 120].map((hours) => hours * 3_600_000);
const TICKS_MAX = 8;

const ROUND = [1, 2, 2.5, 5, 10] as const;

/** Round values inside of a span, no more than `most` of them. */
export function valueTicks(low: number, high: number, most: number): readonly number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (ROUND.find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

/** Round hours or days of the city's clock. */
export function timeTicks(fromMs: number, toMs: number): readonly number[] {
  const step = STEPS_MS.find((each) => (toMs - fromMs) / each <= TICKS_MAX) ?? STEPS_MS.at(-1)!;
  const first = Math.ceil((fromMs + CITY_UTC_OFFSET_MS) / step) * step - CITY_UTC_OFFSET_MS;
  return Array.from({ length: Math.max(0, Math.floor((toMs - first) / step) + 1) }, (_, i) => first + i * step);
}

/** The band of a forecast from its newest reading on. */
export function bandOf(forecast: Pick<ForecastRecord, 'issuedAt' | 'stepMs' | 'p10' | 'p50' | 'p90'>): ForecastBand {
  const { issuedAt, stepMs, p10, p50, p90 } = forecast;
  return {
    points: p50.map((middle, i) => ({
      at: issuedAt + (i + 1) * stepMs,
      ...{ low: p10[i] ?? middle, middle, high: p90[i] ?? middle },
    })),
  };
}
