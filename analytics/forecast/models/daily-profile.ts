/**
 * What is usual at this time of a working day or a weekend. Days are those of the city. While a model learns, the day
 * that is looked at is left out of its own profile: otherwise the profile would know the answer, and the model would
 * trust it more than it deserves later on.
 */
import type { GridSeries } from '../model.ts';

export const DAY_MS = 86_400_000;
/** China standard time; there is no summer time. */
const ZONE_OFFSET_MS = 8 * 3_600_000;
/** Neighbouring slots lend their values, the nearer the more: few days make a rough profile. */
const SMOOTHING = [1, 2, 3, 2, 1];
/** How many days of its own kind the mean over all days is worth. */
const ALL_DAYS_WEIGHT = 0.7;

/** Plain data: the usual value at each slot of a working day and of a weekend's day. */
export interface DailyProfile {
  readonly stepMs: number;
  readonly workday: readonly number[];
  readonly weekend: readonly number[];
}

export const dayOf = (atMs: number) => Math.floor((atMs + ZONE_OFFSET_MS) / DAY_MS);
export const dayShareOf = (atMs: number) => (atMs + ZONE_OFFSET_MS) / DAY_MS - dayOf(atMs);
/** Day 0, 1970-01-01, was a Thursday. */
export const isWeekend = (day: number) => (day + 4) % 7 === 6 || (day + 4) % 7 === 0;

const slotOf = (atMs: number, stepMs: number) => Math.floor((dayShareOf(atMs) * DAY_MS) / stepMs + 1e-6);

export function profileAt(profile: DailyProfile, atMs: number): number {
  return (isWeekend(dayOf(atMs)) ? profile.weekend : profile.workday)[slotOf(atMs, profile.stepMs)]!;
}

/** `leftOut` gives the profile at each value of the series, without the day of that value. */
export function fitProfile(series: GridSeries): { profile: DailyProfile; leftOut: (atMs: number) => number } {
  const { stepMs } = series;
  const slots = Math.round(DAY_MS / stepMs);
  const days = smoothedDays(series, slots);
  const kinds = [false, true].map((weekend) =>
    summed(
      [...days].filter(([day]) => isWeekend(day) === weekend),
      slots,
    ),
  );
  const overall = meanOfAll(series);
  const value = (weekend: boolean, slot: number, without: Float64Array | undefined, withoutIsWeekend: boolean) => {
    const own = kinds[weekend ? 1 : 0]!;
    const other = kinds[weekend ? 0 : 1]!;
    const gone = without === undefined || Number.isNaN(without[slot]!) ? null : without[slot]!;
    const less = (isSame: boolean) => (gone !== null && isSame ? { sum: gone, count: 1 } : { sum: 0, count: 0 });
    const [ownLess, otherLess] = [less(withoutIsWeekend === weekend), less(withoutIsWeekend !== weekend)];
    const [ownSum, ownCount] = [own.sum[slot]! - ownLess.sum, own.count[slot]! - ownLess.count];
    const allSum = ownSum + other.sum[slot]! - otherLess.sum;
    const allCount = ownCount + other.count[slot]! - otherLess.count;
    const all = allCount > 0 ? allSum / allCount : overall;
    return (ownSum + ALL_DAYS_WEIGHT * all) / (ownCount + ALL_DAYS_WEIGHT);
  };
  const whole = (weekend: boolean) =>
    Array.from({ length: slots }, (_, slot) => Number(value(weekend, slot, undefined, false).toPrecision(6)));
  const leftOut = (atMs: number) => {
    const day = dayOf(atMs);
    return value(isWeekend(day), slotOf(atMs, stepMs), days.get(day), isWeekend(day));
  };
  return { profile: { stepMs, workday: whole(false), weekend: whole(true) }, leftOut };
}

/** A profile for a series that was never seen: the mean of those that were. */
export function meanProfile(profiles: readonly DailyProfile[]): DailyProfile {
  const first = profiles[0]!;
  const mean = (kind: 'workday' | 'weekend') =>
    first[kind].map((_, slot) => profiles.reduce((sum, one) => sum + one[kind][slot]! / profiles.length, 0));
  return { stepMs: first.stepMs, workday: mean('workday'), weekend: mean('weekend') };
}

function smoothedDays({ fromMs, stepMs, values }: GridSeries, slots: number): Map<number, Float64Array> {
  const reach = SMOOTHING.length >> 1;
  const days = new Map<number, Float64Array>();
  values.forEach((_, i) => {
    let sum = 0;
    let weight = 0;
    SMOOTHING.forEach((share, k) => {
      const near = values[i + k - reach];
      if (near === undefined || Number.isNaN(near)) return;
      sum += share * near;
      weight += share;
    });
    const atMs = fromMs + i * stepMs;
    const day = dayOf(atMs);
    let own = days.get(day);
    if (own === undefined) {
      own = new Float64Array(slots).fill(Number.NaN);
      days.set(day, own);
    }
    own[slotOf(atMs, stepMs)] = weight > 0 ? sum / weight : Number.NaN;
  });
  return days;
}

function summed(days: readonly (readonly [number, Float64Array])[], slots: number) {
  const sum = new Float64Array(slots);
  const count = new Float64Array(slots);
  for (const [, values] of days) {
    values.forEach((value, slot) => {
      if (Number.isNaN(value)) return;
      sum[slot] = sum[slot]! + value;
      count[slot] = count[slot]! + 1;
    });
  }
  return { sum, count };
}

function meanOfAll({ values }: GridSeries): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
}
