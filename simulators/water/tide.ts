/**
 * Astronomic tide as a sum of harmonic constituents, metres above Wusong datum. Amplitudes for the Huangpu mouth after
 * published ranges (mean 2.2 m, spring range 3.3 m); the wave reaches stations upstream later and a little lower.
 */
interface Constituent {
  readonly name: string;
  /** Degrees per hour. */
  readonly speedDegPerH: number;
  readonly amplitudeM: number;
  readonly phaseDeg: number;
}

export const MEAN_LEVEL_M = 2.25;

const CONSTITUENTS: readonly Constituent[] = [
  { name: 'M2', speedDegPerH: 28.9841042, amplitudeM: 0.95, phaseDeg: 312 },
  { name: 'S2', speedDegPerH: 30, amplitudeM: 0.38, phaseDeg: 356 },
  { name: 'N2', speedDegPerH: 28.4397295, amplitudeM: 0.16, phaseDeg: 290 },
  { name: 'K1', speedDegPerH: 15.0410686, amplitudeM: 0.23, phaseDeg: 205 },
  { name: 'O1', speedDegPerH: 13.9430356, amplitudeM: 0.14, phaseDeg: 160 },
  { name: 'M4', speedDegPerH: 57.9682084, amplitudeM: 0.14, phaseDeg: 20 },
];

/** Origin of the phases; any fixed moment serves. */
const PHASE_ORIGIN_MS = Date.UTC(2026, 0, 1);

/** Tide at the river mouth at `tMs`, metres above Wusong datum. */
export function tideAtMouthM(tMs: number): number {
  const hours = (tMs - PHASE_ORIGIN_MS) / 3_600_000;
  let level = MEAN_LEVEL_M;
  for (const part of CONSTITUENTS) {
    level += part.amplitudeM * Math.cos(((part.speedDegPerH * hours - part.phaseDeg) * Math.PI) / 180);
  }
  return level;
}

/** The highest tide in [fromMs, toMs], searched in 5-minute steps. */
export function highestTide(fromMs: number, toMs: number): { atMs: number; levelM: number } {
  let best = { atMs: fromMs, levelM: -Infinity };
  for (let atMs = fromMs; atMs <= toMs; atMs += 300_000) {
    const levelM = tideAtMouthM(atMs);
    if (levelM > best.levelM) best = { atMs, levelM };
  }
  return best;
}
