/**
 * A tour of the domains for a quiet wall: the camera rests over the assets of one domain after the other, then at home.
 * It runs only when somebody started it and while nothing of level II or above waits; it never starts again by itself.
 */
import type { AlarmView, Asset } from '@chengyun/contracts';
import { compareLevels } from '@chengyun/contracts/levels.ts';
import type { FlyTarget } from '../scene/types.ts';
import { isUnacknowledged } from '../state/alarm-order.ts';

export interface TourStop {
  /** Id of the domain; empty at home. */
  readonly domain: string;
  /** null: home. */
  readonly target: FlyTarget | null;
}

/** How long the camera rests at one stop. */
export const STOP_MS = 20_000;
const METRES_PER_DEG = 111_195;
const RANGE_M_MIN = 6_000;
const RANGE_M_MAX = 40_000;
/** Of the middle distance of the assets from their centre. */
const RANGE_TIMES = 4;

export function isTourAllowed(alarms: readonly AlarmView[]): boolean {
  return !alarms.some((alarm) => isUnacknowledged(alarm.state) && compareLevels(alarm.level, 'orange') >= 0);
}

/** One stop for each domain that has assets, by id, and home. */
export function tourStops(assets: readonly Asset[]): readonly TourStop[] {
  const domains = [...new Set(assets.map(({ domain }) => domain))].sort();
  const stops = domains.map((domain) => ({
    domain,
    target: overlook(assets.filter((each) => each.domain === domain)),
  }));
  return [...stops, { domain: '', target: null }];
}

/** The stop that a tour has reached. */
export function stopAt(goneMs: number, assets: readonly Asset[]): TourStop {
  const stops = tourStops(assets);
  return stops[Math.floor(goneMs / STOP_MS) % stops.length]!;
}

/** Over the middle asset, so that one far out in the sea does not draw the camera away. */
function overlook(assets: readonly Asset[]): FlyTarget {
  const lonDeg = median(assets.map((asset) => asset.lonDeg));
  const latDeg = median(assets.map((asset) => asset.latDeg));
  const perLonDeg = METRES_PER_DEG * Math.cos((latDeg * Math.PI) / 180);
  const awayM = assets.map((asset) =>
    Math.hypot((asset.lonDeg - lonDeg) * perLonDeg, (asset.latDeg - latDeg) * METRES_PER_DEG),
  );
  return { lonDeg, latDeg, rangeM: Math.min(RANGE_M_MAX, Math.max(RANGE_M_MIN, RANGE_TIMES * median(awayM))) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
