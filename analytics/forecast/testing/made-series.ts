/** Series for the tests of the models: a tide, a street, storms over an underpass; small, with gaps, from a seed. */
import { createRandom } from '@chengyun/basemap/random.ts';
import type { FitOptions, ForecastBands, ForecastInputs, GridSeries } from '../model.ts';

const FROM_MS = Date.UTC(2026, 7, 3);
const HOUR_MS = 3_600_000;

export const fitOptions = (seed = 1, signal = new AbortController().signal): FitOptions => ({
  seed,
  signal,
  onProgress: () => {},
});

function series(asset: string, metric: string, stepMs: number, values: Float64Array): GridSeries {
  return { asset, metric, fromMs: FROM_MS, stepMs, values };
}

/** One reading in twenty is missing, and six hours in a row. */
function withGaps(values: Float64Array, random: () => number): Float64Array {
  return values.map((value, i) => (random() < 0.05 || (i > 400 && i < 472) ? Number.NaN : value));
}

export function madeTide(days: number, seed: number): ForecastInputs {
  const random = createRandom(seed);
  const stepMs = 300_000;
  const turn = (periodH: number, i: number) => Math.sin((2 * Math.PI * i * stepMs) / (periodH * HOUR_MS) + seed);
  const values = Float64Array.from(
    { length: days * 288 },
    (_, i) => 2 + turn(12.4206, i) + 0.4 * turn(12, i) + 0.2 * turn(23.9345, i) + 0.05 * (random() - 0.5),
  );
  return { target: series(`gauge-${seed}`, 'water.level', stepMs, withGaps(values, random)), helpers: [] };
}

/** Streets whose jam begins upstream and comes down to them 20 minutes later. */
export function madeStreets(days: number, seed: number): ForecastInputs[] {
  const random = createRandom(seed);
  const length = days * 288;
  const jam = new Float64Array(length);
  for (let i = 1; i < length; i++) jam[i] = 0.97 * jam[i - 1]! + 3 * (random() - 0.5);
  const street = (asset: string, delay: number) => {
    const values = jam.map(
      (_, i) => 60 + 12 * Math.cos((2 * Math.PI * i) / 288) + jam[Math.max(0, i - delay)]! + random() - 0.5,
    );
    return series(asset, 'traffic.speed', 300_000, withGaps(values, random));
  };
  const [upstream, here] = [street('up', 0), street('here', 4)];
  return [
    { target: here, helpers: [upstream] },
    { target: upstream, helpers: [here] },
  ];
}

/** Rain that rises and falls within two hours; the road fills when it rains harder than the pumps can take. */
export function madeStorms(count: number, seed: number): ForecastInputs[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const [peak, strength, width] = [30 + 40 * random(), 30 + 90 * random(), 8 + 15 * random()];
    const rain = Float64Array.from({ length: 150 }, (_, i) => strength * Math.exp(-0.5 * ((i - peak) / width) ** 2));
    let depth = 0;
    const depths = rain.map((mmPerH) => {
      depth = Math.max(0, depth + (mmPerH - 40) * 0.015);
      return depth;
    });
    const gappy = depths.map((value) => (random() < 0.05 ? Number.NaN : value));
    return {
      target: series('underpass', 'water.depth', 60_000, gappy),
      helpers: [series('rain', 'rain.intensity', 60_000, rain)],
    };
  });
}

/** What was known at index `end`. */
export function until({ target, helpers }: ForecastInputs, end: number): ForecastInputs {
  const cut = (one: GridSeries) => ({ ...one, values: one.values.subarray(0, end + 1) });
  return { target: cut(target), helpers: helpers.map(cut) };
}

/** First step at which a band is not ordered or not a number; -1: the band is sound. */
export function brokenAt({ p10, p50, p90 }: ForecastBands): number {
  return p50.findIndex((value, i) => !(p10[i]! <= value && value <= p90[i]!));
}
