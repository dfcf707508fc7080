/**
 * The street as geometry: lanes with a direction, kerbs, zebra, stop line, verges. Vehicles keep right, as in China:
 * lanes left of the centre line come towards the camera. Everything runs along +y; x is across.
 */
import type { Random } from './random.ts';

export type LaneUse = 'vehicles' | 'two-wheelers' | 'walkers';

export interface Lane {
  readonly use: LaneUse;
  /** Where the lane enters the world, and the way it runs (0 = +y, clockwise). */
  readonly startXM: number;
  readonly startYM: number;
  readonly headingRad: number;
  readonly lengthM: number;
  readonly widthM: number;
  /** Distance from the start to the stop line; null where nobody has to wait. */
  readonly stopAtM: number | null;
}

export interface Road {
  readonly kind: 'street' | 'underpass';
  readonly centreXM: number;
  readonly halfWidthM: number;
  readonly laneWidthM: number;
  readonly lanesEachWay: number;
  readonly medianM: number;
  readonly bikeLaneM: number;
  readonly pavementM: number;
  readonly stopYM: number;
  /** Where the side street crosses, null where there is none. */
  readonly crossingYM: number | null;
  /** The lowest point of an underpass and the slope towards it on both sides. */
  readonly lowYM: number;
  readonly slope: number;
  readonly lanes: readonly Lane[];
}

export const NEAR_END_M = -35;
export const FAR_END_M = 125;

export function layRoad(kind: 'street' | 'underpass', centreXM: number, random: Random): Road {
  const underpass = kind === 'underpass';
  const laneWidthM = random.range(3.1, 3.6);
  const lanesEachWay = underpass ? random.whole(1, 2) : random.whole(1, 3);
  const medianM = random.chance(0.3) ? random.range(0.5, 1.6) : 0;
  const bikeLaneM = underpass ? 0 : random.pick([0, 1.6, 2.4]);
  const pavementM = underpass ? 0.8 : random.range(2.2, 4.5);
  const stopYM = random.range(11, 19);
  const crossingYM = !underpass && random.chance(0.35) ? random.range(32, 60) : null;
  const halfWidthM = medianM / 2 + lanesEachWay * laneWidthM + bikeLaneM;
  const lengthM = FAR_END_M - NEAR_END_M;
  const lanes: Lane[] = [];
  const both = (use: LaneUse, offsetM: number, widthM: number, queued: boolean): void => {
    const away = { use, startXM: centreXM + offsetM, startYM: NEAR_END_M, headingRad: 0, lengthM, widthM };
    const towards = { use, startXM: centreXM - offsetM, startYM: FAR_END_M, headingRad: Math.PI, lengthM, widthM };
    lanes.push({ ...away, stopAtM: null }, { ...towards, stopAtM: queued ? FAR_END_M - stopYM : null });
  };
  for (let index = 0; index < lanesEachWay; index++) {
    both('vehicles', medianM / 2 + laneWidthM * (index + 0.5), laneWidthM, true);
  }
  if (bikeLaneM > 0) both('two-wheelers', halfWidthM - bikeLaneM / 2, bikeLaneM, false);
  both('walkers', halfWidthM + pavementM * 0.45, pavementM * 0.8, false);
  if (crossingYM !== null) {
    for (const side of [-1, 1]) {
      lanes.push({
        use: 'vehicles',
        startXM: centreXM - side * 60,
        startYM: crossingYM - side * 2,
        headingRad: (side * Math.PI) / 2,
        lengthM: 120,
        widthM: laneWidthM,
        stopAtM: null,
      });
    }
  }
  if (!underpass) {
    for (const side of [-1, 1]) {
      const reachM = halfWidthM + pavementM;
      lanes.push({
        use: 'walkers',
        startXM: centreXM - side * reachM,
        startYM: stopYM - 4,
        headingRad: (side * Math.PI) / 2,
        lengthM: reachM * 2,
        widthM: 3,
        stopAtM: null,
      });
    }
  }
  return {
    kind,
    centreXM,
    halfWidthM,
    laneWidthM,
    lanesEachWay,
    medianM,
    bikeLaneM,
    pavementM,
    stopYM,
    crossingYM,
    lowYM: random.range(19, 24),
    slope: 0.04,
    lanes,
  };
}

/** Depth of standing water at a point of the lane, from its depth at the lowest point. */
export function waterDepthM(road: Road, yM: number, depthAtLowestM: number): number {
  return Math.max(0, depthAtLowestM - road.slope * Math.abs(yM - road.lowYM));
}
