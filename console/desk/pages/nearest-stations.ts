/** Stations by their distance from one of them, nearest first. Pure. */
import type { Asset } from '@chengyun/contracts';

const M_PER_DEG = 111_195;

export function nearestStations(
  from: Asset,
  all: Iterable<Asset>,
  limit: number,
): readonly { readonly asset: Asset; readonly distanceM: number }[] {
  const east = M_PER_DEG * Math.cos((from.latDeg * Math.PI) / 180);
  return [...all]
    .filter(({ id }) => id !== from.id)
    .map((asset) => ({
      asset,
      distanceM: Math.hypot((asset.lonDeg - from.lonDeg) * east, (asset.latDeg - from.latDeg) * M_PER_DEG),
    }))
    .sort((a, b) => a.distanceM - b.distanceM || a.asset.id.localeCompare(b.asset.id))
    .slice(0, limit);
}
