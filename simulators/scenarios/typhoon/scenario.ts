/**
 * A typhoon comes up the Huangpu at spring tide. Its surge meets the high tide, its rain bands cross the district from
 * the south, one underpass loses its pumps at the worst moment, traffic backs up. Runs twelve hours of its timeline;
 * at the default pace of 60 that is twelve minutes, the first alarm comes within the first one.
 */
import { highestTide } from '../../water/tide.ts';
import type { Scenario } from '../scenario.ts';

const HOUR_MS = 3_600_000;
const MIN_MS = 60_000;

/** The highest tide in the two days after this moment carries the storm. */
const SEARCH_FROM_MS = Date.UTC(2026, 8, 11);

export function typhoon(seed = 20_260_916): Scenario {
  const highTide = highestTide(SEARCH_FROM_MS, SEARCH_FROM_MS + 48 * HOUR_MS);
  const startMs = Math.floor((highTide.atMs - 2.5 * HOUR_MS) / HOUR_MS) * HOUR_MS;
  const rainPeakMs = startMs + 75 * MIN_MS;
  return {
    id: 'typhoon',
    seed,
    startMs,
    endMs: startMs + 12 * HOUR_MS,
    pace: 60,
    surge: { peakAtMs: highTide.atMs + 10 * MIN_MS, heightM: 1.75, riseH: 2.2, fallH: 1.8 },
    rain: [
      { peakAtMs: startMs + 25 * MIN_MS, peakMmPerH: 46, widthMin: 9, latDeg: 31.14, reachDeg: 0.1 },
      { peakAtMs: rainPeakMs, peakMmPerH: 56, widthMin: 20, latDeg: 31.2, reachDeg: 0.07 },
      { peakAtMs: startMs + 190 * MIN_MS, peakMmPerH: 30, widthMin: 30, latDeg: 31.22, reachDeg: 0.12 },
    ],
    pumpFailures: [
      {
        asset: 'underpass-yanggao-century',
        fromMs: rainPeakMs - 20 * MIN_MS,
        toMs: rainPeakMs + 130 * MIN_MS,
        pumpsLeft: 0,
      },
    ],
    traffic: {
      'camera-yanggao-middle': [
        { atMs: startMs, vehiclesPerMin: 14, queueM: 0 },
        { atMs: startMs + 35 * MIN_MS, vehiclesPerMin: 18, queueM: 0 },
        { atMs: startMs + 55 * MIN_MS, vehiclesPerMin: 26, queueM: 90 },
        { atMs: startMs + 200 * MIN_MS, vehiclesPerMin: 26, queueM: 90 },
        { atMs: startMs + 260 * MIN_MS, vehiclesPerMin: 10, queueM: 0 },
      ],
      'camera-yanggao-underpass': [
        { atMs: startMs, vehiclesPerMin: 10, queueM: 0 },
        { atMs: rainPeakMs, vehiclesPerMin: 12, queueM: 15 },
        { atMs: rainPeakMs + 30 * MIN_MS, vehiclesPerMin: 2, queueM: 0 },
        { atMs: startMs + 300 * MIN_MS, vehiclesPerMin: 8, queueM: 0 },
      ],
    },
  };
}
