/**
 * Which other assets a rule looks at: near ones, those of the same district, those up or down the asset graph. Decided
 * once, at load. The graph is the links `drains-to` and `feeds`; a walk along it visits each asset once.
 */
import { basemapData, createSpatialIndex, type SpatialIndex } from '@chengyun/basemap';
import type { Asset, AssetRelation } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
import type { FromOthers } from './rule.ts';

/** Other assets that one asset's rule reads at most; nearest first, the rest is left out. */
export const SOURCES_MAX = 500;

const FLOW: readonly AssetRelation[] = ['drains-to', 'feeds'];

export interface Relations {
  /** Ids of the assets that `from` names, as seen from `asset`, nearest first. */
  sourcesOf(from: FromOthers, asset: Asset): readonly string[];
  /** The assets themselves. */
  assetsOf(from: FromOthers, asset: Asset): readonly Asset[];
}

export function createRelations(assets: readonly Asset[]): Relations {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  const down = new Map<string, string[]>();
  const up = new Map<string, string[]>();
  for (const { id, links } of assets) {
    for (const { rel, to } of links ?? []) {
      if (!FLOW.includes(rel) || !byId.has(to)) continue;
      down.set(id, [...(down.get(id) ?? []), to]);
      up.set(to, [...(up.get(to) ?? []), id]);
    }
  }
  const byKind = Map.groupBy(assets, ({ kind }) => kind);
  const places = new Map<string, SpatialIndex<Asset>>();
  /** Assets of a kind that may be this near; those that are not are told by their distance. */
  const around = (kind: string, { lonDeg, latDeg }: Asset, radiusM: number): readonly Asset[] => {
    const index = places.get(kind) ?? createSpatialIndex(byKind.get(kind) ?? []);
    places.set(kind, index);
    return index.around(lonDeg, latDeg, radiusM);
  };

  const walk = (edges: ReadonlyMap<string, readonly string[]>, from: string, hops: number): ReadonlySet<string> => {
    const seen = new Set([from]);
    let ring = [from];
    for (let hop = 0; hop < hops && ring.length > 0; hop++) {
      ring = ring.flatMap((id) => edges.get(id) ?? []).filter((id) => !seen.has(id) && seen.add(id));
    }
    return seen;
  };
  const isRelated = ({ relation }: FromOthers, asset: Asset): ((other: Asset, otherM: number) => boolean) => {
    switch (relation.by) {
      case 'radius':
        return (_, otherM) => otherM <= relation.withinM;
      case 'district': {
        const own = districtOf(asset);
        return (other) => districtOf(other) === own;
      }
      default: {
        const reached = walk(relation.by === 'upstream' ? up : down, asset.id, relation.hops);
        return (other) => reached.has(other.id);
      }
    }
  };

  const assetsOf = (from: FromOthers, asset: Asset): readonly Asset[] => {
    const isWanted = isRelated(from, asset);
    const { relation } = from;
    const candidates =
      relation.by === 'radius' ? around(from.kind, asset, relation.withinM) : (byKind.get(from.kind) ?? []);
    return candidates
      .filter((other) => other.id !== asset.id)
      .map((other) => ({ other, otherM: distanceM(asset, other) }))
      .filter(({ other, otherM }) => isWanted(other, otherM))
      .sort((a, b) => a.otherM - b.otherM || (a.other.id < b.other.id ? -1 : 1))
      .slice(0, SOURCES_MAX)
      .map(({ other }) => other);
  };
  return { assetsOf, sourcesOf: (from, asset) => assetsOf(from, asset).map((other) => other.id) };
}

let units: ReturnType<typeof createSpatialIndex<{ id: string; lonDeg: number; latDeg: number }>> | null = null;

/** The district that the asset names, else the street or town whose centre is nearest (schematic, as on the map). */
export function districtOf(asset: Asset): string {
  if (asset.district !== undefined) return asset.district;
  units ??= createSpatialIndex(basemapData().units);
  return units.nearest(asset.lonDeg, asset.latDeg, 1)[0]?.item.id ?? '';
}
