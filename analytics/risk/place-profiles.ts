/**
 * What the base map says about each H3 cell of the city: how many people live there, what stands there, how near water
 * is. Resolution 8 has cells of about 0.7 km². People of a street or town are spread evenly over its schematic area, so
 * that a cell's number is an estimate and says so by being rounded.
 */
import type { BasemapData, Place } from '@chengyun/basemap';
import { createPathIndex, createSpatialIndex, enuFromLonLat, enuPath, isInRing } from '@chengyun/basemap';
import { RISK_FEATURES, type RiskFeature } from '@chengyun/contracts';
import { cellToLatLng, latLngToCell, polygonToCells } from 'h3-js';

export const CELL_RESOLUTION = 8;
/** Mean edge of a cell of resolution 8 (h3geo.org, table of cell statistics), metres. */
export const CELL_EDGE_M = 531;

const NEAR_WATER_M = 300;
const ON_ROAD_M = CELL_EDGE_M;
const PEOPLE_UNIT = 10_000;

export interface CellProfile {
  readonly id: string;
  readonly lonDeg: number;
  readonly latDeg: number;
  /** Street or town unit whose centre is nearest; null outside of the district. */
  readonly district: string | null;
  readonly people: number;
  /** Amounts as `RiskFeature` counts them. */
  readonly amounts: Readonly<Record<RiskFeature, number>>;
}

export interface PlaceProfiles {
  /** Cells inside the district, by id. */
  readonly cells: ReadonlyMap<string, CellProfile>;
  /** The profile of any point's cell; outside of the district nobody is counted. */
  at(lonDeg: number, latDeg: number): CellProfile;
}

export function cellAt(lonDeg: number, latDeg: number): string {
  return latLngToCell(latDeg, lonDeg, CELL_RESOLUTION);
}

export function createPlaceProfiles(basemap: BasemapData): PlaceProfiles {
  const units = createSpatialIndex(basemap.units);
  const ring: [number, number][] = [];
  const { path } = basemap.district;
  for (let i = 0; i < path.length; i += 2) ring.push([path[i]!, path[i + 1]!]);
  const inside = polygonToCells([ring], CELL_RESOLUTION, true);
  const centreOf = (cell: string) => {
    const [latDeg, lonDeg] = cellToLatLng(cell);
    return { lonDeg, latDeg };
  };
  const unitOf = (cell: string) => {
    const { lonDeg, latDeg } = centreOf(cell);
    return units.nearest(lonDeg, latDeg, 1)[0]?.item ?? null;
  };

  const cellsOfUnit = new Map<string, number>();
  for (const cell of inside) {
    const unit = unitOf(cell);
    if (unit) cellsOfUnit.set(unit.id, (cellsOfUnit.get(unit.id) ?? 0) + 1);
  }
  const count = (places: readonly Place[]) => {
    const counts = new Map<string, number>();
    for (const { lonDeg, latDeg } of places) {
      const cell = cellAt(lonDeg, latDeg);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    return counts;
  };
  const counted: Partial<Record<RiskFeature, ReadonlyMap<string, number>>> = {
    hospital: count(basemap.hospitals),
    'metro-station': count(basemap.metroStations),
    landmark: count(basemap.landmarks),
    underpass: count(basemap.underpasses),
  };
  const roads = createPathIndex(basemap.roads.map((road) => enuPath(road.path)));
  const river = basemap.river.map((area) => enuPath(area.path));
  const banks = createPathIndex([
    ...[...basemap.waterways, ...basemap.lakes].map((line) => enuPath(line.path)),
    ...river,
  ]);
  const industry = basemap.industryAreas.map((area) => enuPath(area.path));

  const profileOf = (id: string, isInside: boolean): CellProfile => {
    const { lonDeg, latDeg } = centreOf(id);
    const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
    const unit = isInside ? unitOf(id) : null;
    const people = unit ? (unit.populationThousands * 1000) / cellsOfUnit.get(unit.id)! : 0;
    const isIn = (rings: readonly ArrayLike<number>[]) => rings.some((each) => isInRing(each, xM, yM));
    const measured: Partial<Record<RiskFeature, number>> = {
      people: people / PEOPLE_UNIT,
      'main-road': roads.isNear(xM, yM, ON_ROAD_M) ? 1 : 0,
      industry: isIn(industry) ? 1 : 0,
      'near-water': isIn(river) || banks.isNear(xM, yM, NEAR_WATER_M) ? 1 : 0,
    };
    const amounts = Object.fromEntries(
      RISK_FEATURES.map((feature) => [feature, measured[feature] ?? counted[feature]?.get(id) ?? 0]),
    ) as Record<RiskFeature, number>;
    return { id, lonDeg, latDeg, district: unit?.id ?? null, people: Math.round(people / 100) * 100, amounts };
  };

  const cells = new Map(inside.map((id) => [id, profileOf(id, true)]));
  return {
    cells,
    at: (lonDeg, latDeg) => {
      const id = cellAt(lonDeg, latDeg);
      return cells.get(id) ?? profileOf(id, false);
    },
  };
}
