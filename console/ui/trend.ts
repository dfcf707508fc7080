/** A straight line through the last hour: what happens if nothing changes. Shown dashed and never called a forecast. */
import type { AlarmView } from '@chengyun/contracts';
import { isSwitch } from './reading.ts';
import type { HistoryPoint } from './surface.ts';

export interface Trend {
  /** Units per hour. */
  readonly perHour: number;
  readonly lastAt: number;
  readonly lastValue: number;
}

const FIT_MS = 3_600_000;
const POINTS_MIN = 4;

/** Least squares over the last hour of points, anchored at the newest one; null for too few of them, and for a state. */
export function trendOf(points: readonly HistoryPoint[]): Trend | null {
  const last = points.at(-1);
  if (!last) return null;
  const recent = points.filter((point) => last.at - point.at <= FIT_MS);
  if (recent.length < POINTS_MIN || recent.every(({ value }) => value === 0 || value === 1)) return null;
  const meanAt = recent.reduce((sum, p) => sum + p.at, 0) / recent.length;
  const meanValue = recent.reduce((sum, p) => sum + p.value, 0) / recent.length;
  let over = 0;
  let under = 0;
  for (const { at, value } of recent) {
    over += (at - meanAt) * (value - meanValue);
    under += (at - meanAt) ** 2;
  }
  if (under === 0) return null;
  return { perHour: (over / under) * 3_600_000, lastAt: last.at, lastValue: last.value };
}

export const trendValueAt = (trend: Trend, atMs: number): number =>
  trend.lastValue + (trend.perHour * (atMs - trend.lastAt)) / 3_600_000;

/** When the line reaches the mark, epoch milliseconds; null when it moves away from it or needs over `horizonMs`. */
export function crossingOf(trend: Trend, mark: number, horizonMs: number): number | null {
  const distance = mark - trend.lastValue;
  if (distance === 0 || Math.sign(distance) !== Math.sign(trend.perHour)) return null;
  const inMs = (distance / trend.perHour) * 3_600_000;
  return inMs <= horizonMs ? trend.lastAt + inMs : null;
}

/**
 * Where the rule itself says in how many minutes the mark is reached, the line is drawn to that moment: a wall gives one
 * answer. `trend` as it is for every other alarm, and where the mark is passed or too far off to be drawn; none for what
 * is on or off, whose means over a bin look like a slope.
 */
export function trendToRule(
  trend: Trend | null,
  alarm: Pick<AlarmView, 'unit' | 'value' | 'threshold'>,
  mark: number | null,
  horizonMs: number,
): Trend | null {
  const { unit, value } = alarm;
  if (isSwitch(alarm)) return null;
  if (trend === null || mark === null || unit !== 'min' || value === null || value <= 0) return trend;
  if (value * 60_000 > horizonMs || mark <= trend.lastValue) return trend;
  return { ...trend, perHour: ((mark - trend.lastValue) / value) * 60 };
}
