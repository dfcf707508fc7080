/**
 * What an account is limited to: districts (street and town units of the base map), domains, or neither. Limits are
 * granted, never assumed: a place whose district is not known lies outside of every limited account.
 */
import type { BasemapData, UnitPlace } from '@chengyun/basemap/data.ts';
import { createSpatialIndex, type SpatialIndex } from '@chengyun/basemap/spatial.ts';
import type { Asset } from '@chengyun/contracts';

export interface Scope {
  /** Ids of units of the base map; null: everywhere. */
  readonly districts: readonly string[] | null;
  /** Null: every domain. */
  readonly domains: readonly string[] | null;
}

export const WHOLE_CITY: Scope = { districts: null, domains: null };

export const isLimited = ({ districts, domains }: Scope): boolean => districts !== null || domains !== null;

/** The same for equal limits; for the names of rooms. */
export const scopeKey = ({ districts, domains }: Scope): string =>
  `${districts ? [...districts].sort().join(',') : '*'};${domains ? [...domains].sort().join(',') : '*'}`;

export interface Places {
  /** Whether an account sees an asset, by its id; an unknown one is seen by accounts without limits only. */
  sees(scope: Scope, asset: string): boolean;
  /** The unit that an asset stands in; null outside of the map. */
  districtOf(asset: string): string | null;
  /** The unit whose centre is nearest; null before the map is read. */
  nearestUnit(lonDeg: number, latDeg: number): UnitPlace | null;
}

export interface PlacesDeps {
  readonly assets: () => readonly Asset[];
  readonly basemap: () => BasemapData | null;
}

/** Where assets stand: in the district that they name, else in the unit whose centre is nearest, as risk counts them. */
export function createPlaces({ assets, basemap }: PlacesDeps): Places {
  let known: { readonly of: readonly Asset[]; readonly byId: ReadonlyMap<string, Asset> } | null = null;
  let units: SpatialIndex<UnitPlace> | null = null;
  const districts = new Map<Asset, string | null>();
  const assetOf = (id: string): Asset | undefined => {
    const of = assets();
    if (known?.of !== of) known = { of, byId: new Map(of.map((asset) => [asset.id, asset])) };
    return known.byId.get(id);
  };
  const nearestUnit = (lonDeg: number, latDeg: number): UnitPlace | null => {
    const map = basemap();
    if (!map) return null;
    units ??= createSpatialIndex(map.units);
    return units.nearest(lonDeg, latDeg, 1)[0]?.item ?? null;
  };
  const districtOf = (asset: Asset): string | null => {
    if (asset.district !== undefined) return asset.district;
    if (!basemap()) return null;
    const before = districts.get(asset);
    if (before !== undefined) return before;
    const found = nearestUnit(asset.lonDeg, asset.latDeg)?.id ?? null;
    districts.set(asset, found);
    return found;
  };
  return {
    nearestUnit,
    sees(scope, id) {
      if (!isLimited(scope)) return true;
      const asset = assetOf(id);
      if (!asset) return false;
      if (scope.domains && !scope.domains.includes(asset.domain)) return false;
      if (!scope.districts) return true;
      const district = districtOf(asset);
      return district !== null && scope.districts.includes(district);
    },
    districtOf(id) {
      const asset = assetOf(id);
      return asset ? districtOf(asset) : null;
    },
  };
}
