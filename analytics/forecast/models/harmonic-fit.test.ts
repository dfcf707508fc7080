import { createRandom } from '@chengyun/basemap/random.ts';
import { describe, expect, it } from 'vitest';
import type { GridSeries } from '../model.ts';
import { constituentsFor } from './constituents.ts';
import { amplitudeOf, fitTide, tideAt } from './harmonic-fit.ts';

const FROM_MS = Date.UTC(2026, 7, 1);
const STEP_MS = 600_000;
const DAY_H = 24;
const KNOWN = [
  { name: 'M2', degPerH: 28.9841042, amplitude: 1.1, phase: 1.2 },
  { name: 'S2', degPerH: 30, amplitude: 0.45, phase: 4 },
  { name: 'K1', degPerH: 15.0410686, amplitude: 0.25, phase: 2.5 },
  { name: 'M4', degPerH: 57.9682084, amplitude: 0.12, phase: 0.3 },
];

const levelAt = (atMs: number) =>
  KNOWN.reduce(
    (sum, { degPerH, amplitude, phase }) =>
      sum + amplitude * Math.cos((degPerH * (atMs - FROM_MS) * Math.PI) / (180 * 3_600_000) - phase),
    2.3,
  );

function gauge(days: number, change: (value: number, i: number) => number = (value) => value): GridSeries {
  const length = (days * DAY_H * 3_600_000) / STEP_MS;
  const values = Float64Array.from({ length }, (_, i) => change(levelAt(FROM_MS + i * STEP_MS), i));
  return { asset: 'gauge', metric: 'water.level', fromMs: FROM_MS, stepMs: STEP_MS, values };
}

describe('harmonic analysis', () => {
  it('recovers known constituents from a month, and says the weeks after it', () => {
    const fit = fitTide(gauge(30))!;
    for (const { name, amplitude } of KNOWN) {
      expect(amplitudeOf(fit.parts.find((part) => part.name === name)!), name).toBeCloseTo(amplitude, 4);
    }
    for (const part of fit.parts) {
      if (!KNOWN.some(({ name }) => name === part.name)) expect(amplitudeOf(part), part.name).toBeLessThan(1e-3);
    }
    const later = FROM_MS + 45 * DAY_H * 3_600_000;
    expect(tideAt(fit, later)).toBeCloseTo(levelAt(later), 3);
  });

  it('stands noise, gaps and readings that are no tide', () => {
    const random = createRandom(4);
    const fit = fitTide(
      gauge(30, (value, i) => {
        if (i % 100 < 20) return Number.NaN;
        const spike = random() < 0.01 ? 3 : 0;
        return value + 0.05 * (random() - 0.5) + spike;
      }),
    )!;
    for (const { name, amplitude } of KNOWN) {
      expect(Math.abs(amplitudeOf(fit.parts.find((part) => part.name === name)!) - amplitude), name).toBeLessThan(0.01);
    }
  });

  it('takes only the constituents that the record can tell apart', () => {
    const names = (days: number) => constituentsFor(days * DAY_H).map(({ name }) => name);
    expect(names(30)).toHaveLength(20);
    expect(names(30)).not.toContain('K2');
    expect(names(30)).not.toContain('P1');
    expect(names(200)).toEqual(expect.arrayContaining(['K2', 'P1']));
    expect(names(5)).not.toContain('S2');
  });

  it('says null when there is almost nothing', () => {
    expect(fitTide(gauge(30, () => Number.NaN))).toBeNull();
    expect(fitTide(gauge(0.01))).toBeNull();
  });
});
