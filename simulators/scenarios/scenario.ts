/** What happens to the city, and when. A scenario is data; the city turns it into readings. */
import type { RainBand } from '../rain/rain.ts';
import type { Surge } from '../water/surge.ts';

export interface PumpFailure {
  readonly asset: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly pumpsLeft: number;
}

/** How full a camera's street is: linear between its points. */
export interface TrafficPoint {
  readonly atMs: number;
  readonly vehiclesPerMin: number;
  /** Length of the standing queue in metres. */
  readonly queueM: number;
}

export interface Scenario {
  readonly id: string;
  readonly seed: number;
  /** Timeline time at which the exercise begins and the one after which the city is calm again. */
  readonly startMs: number;
  readonly endMs: number;
  /** Timeline milliseconds per wall millisecond when it runs live. */
  readonly pace: number;
  readonly surge: Surge | null;
  readonly rain: readonly RainBand[];
  readonly pumpFailures: readonly PumpFailure[];
  /** By camera device id. */
  readonly traffic: Readonly<Record<string, readonly TrafficPoint[]>>;
}

/** State of a camera's street at a time. */
export function trafficAt(points: readonly TrafficPoint[], tMs: number): TrafficPoint {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return { atMs: tMs, vehiclesPerMin: 0, queueM: 0 };
  if (tMs <= first.atMs) return { ...first, atMs: tMs };
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1];
    const to = points[i];
    if (from === undefined || to === undefined || tMs > to.atMs) continue;
    const share = (tMs - from.atMs) / Math.max(1, to.atMs - from.atMs);
    const mix = (a: number, b: number) => a + (b - a) * share;
    return {
      atMs: tMs,
      vehiclesPerMin: mix(from.vehiclesPerMin, to.vehiclesPerMin),
      queueM: mix(from.queueM, to.queueM),
    };
  }
  return { ...last, atMs: tMs };
}
