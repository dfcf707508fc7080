import type { BasemapData } from './data.ts';
import { isInRing } from './planar.ts';
import { enuFromLonLat, enuPath } from './project.ts';

/** How built-up a place is: 0 open land, 1 the middle of the city. */
export interface Density {
  readonly at: (xM: number, yM: number) => number;
  /** 0 outside, 1 in the heart of 陆家嘴: where the towers stand. */
  readonly coreAt: (xM: number, yM: number) => number;
}

interface Bump {
  readonly x: number;
  readonly y: number;
  readonly sigmaM: number;
  readonly weight: number;
}

const bell = (b: Bump, x: number, y: number): number => {
  const d2 = ((x - b.x) ** 2 + (y - b.y) ** 2) / (2 * b.sigmaM * b.sigmaM);
  return d2 > 8 ? 0 : b.weight * Math.exp(-d2);
};

/**
 * A schematic of where people are: towns by population, stations, the old city
 * west of the river. It shapes a picture and measures nothing.
 */
export function createDensity(data: BasemapData): Density {
  // Where the real buildings are known nothing is made up between them.
  if (!data.hasFabric) return { at: () => 0, coreAt: () => 0 };
  const bumps: Bump[] = [];
  const add = (lonDeg: number, latDeg: number, sigmaM: number, weight: number): void => {
    const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
    bumps.push({ x: xM, y: yM, sigmaM, weight });
  };
  for (const unit of data.units) {
    const town = unit.kind === 'town';
    add(unit.lonDeg, unit.latDeg, town ? 1900 : 1300, Math.min(0.8, unit.populationThousands / 320));
  }
  for (const station of data.metroStations) add(station.lonDeg, station.latDeg, 650, 0.35);
  const core: readonly Bump[] = [
    { x: -250, y: 480, sigmaM: 620, weight: 1 },
    { x: 1900, y: -500, sigmaM: 700, weight: 0.42 },
    { x: -3300, y: -9000, sigmaM: 600, weight: 0.35 },
  ];
  bumps.push(...core, { x: 1800, y: -600, sigmaM: 2600, weight: 0.45 });

  const district = enuPath(data.district.path);
  // The old city across the river: its own shape, since the layers end at the bank.
  const puxi: readonly Bump[] = [
    { x: -2700, y: -400, sigmaM: 3800, weight: 1 },
    { x: -3500, y: -3500, sigmaM: 4500, weight: 0.8 },
    { x: 600, y: 4800, sigmaM: 4000, weight: 0.75 },
    { x: -8000, y: 1000, sigmaM: 7500, weight: 0.55 },
    { x: -7000, y: -11000, sigmaM: 7000, weight: 0.4 },
    { x: -1500, y: 13000, sigmaM: 5000, weight: 0.4 },
  ];

  const sum = (list: readonly Bump[], x: number, y: number): number => {
    let total = 0;
    for (const b of list) total += bell(b, x, y);
    return total;
  };

  return {
    at: (x, y) => Math.min(1, 0.035 + (isInRing(district, x, y) ? sum(bumps, x, y) : 0.85 * sum(puxi, x, y))),
    coreAt: (x, y) => Math.min(1, sum(core, x, y)),
  };
}
