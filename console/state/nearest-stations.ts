/** Stations by their distance from one of them or from a place, nearest first. Pure. */

import type { Asset } from '@chengyun/contracts';
import { distanceM, type LonLat } from '@chengyun/contracts/distance.ts';

export function nearestStations(
  from: LonLat & { readonly id?: string },
  all: Iterable<Asset>,
  limit: number,
): readonly { readonly asset: Asset; readonly distanceM: number }[] {
  return [...all]
    .filter(({ id }) => id !== from.id)
    .map((asset) => ({ asset, distanceM: distanceM(from, asset) }))
    .sort((a, b) => a.distanceM - b.distanceM || a.asset.id.localeCompare(b.asset.id))
    .slice(0, limit);
}
