import { describe, expect, it } from 'vitest';
import type { GridSeries } from '../model.ts';
import { fitProfile, isWeekend, profileAt } from './daily-profile.ts';

const STEP_MS = 300_000;
const DAY = 288;
/** Monday, 3 August 2026, midnight in Shanghai. */
const MONDAY_MS = Date.UTC(2026, 7, 3) - 8 * 3_600_000;

function week(levelOn: (day: number, slot: number) => number): GridSeries {
  const values = Float64Array.from({ length: 7 * DAY }, (_, i) => levelOn(Math.floor(i / DAY), i % DAY));
  return { asset: 'street', metric: 'traffic.speed', fromMs: MONDAY_MS, stepMs: STEP_MS, values };
}
const at = (day: number, slot: number) => MONDAY_MS + (day * DAY + slot) * STEP_MS;

describe('the daily profile', () => {
  it('tells working days from weekends by the days of the city', () => {
    const { profile } = fitProfile(week((day) => (day >= 5 ? 80 : 40)));
    expect(profileAt(profile, at(0, 0))).toBeLessThan(46);
    expect(profileAt(profile, at(6, 287))).toBeGreaterThan(70);
    expect(profileAt(profile, at(9, 100))).toBe(profileAt(profile, at(2, 100)));
    expect([0, 1, 2, 3].map(isWeekend)).toEqual([false, false, true, true]);
  });

  it('leaves the day that is looked at out of its own profile', () => {
    const usual = fitProfile(week(() => 50));
    const jammed = fitProfile(week((day) => (day === 2 ? 10 : 50)));
    expect(jammed.leftOut(at(2, 100))).toBeCloseTo(usual.leftOut(at(2, 100)), 9);
    expect(jammed.leftOut(at(3, 100))).toBeLessThan(45);
  });

  it('bridges slots that were never observed', () => {
    const { profile } = fitProfile(week((_, slot) => (slot > 100 && slot < 110 ? Number.NaN : 50)));
    expect(profileAt(profile, at(1, 105))).toBeCloseTo(50, 6);
    const { profile: nothing } = fitProfile(week(() => Number.NaN));
    expect(profileAt(nothing, at(1, 105))).toBe(0);
  });
});
