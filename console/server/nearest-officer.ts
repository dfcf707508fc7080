/** Whom to send: on duty first, then who works in the domain, then who is free, then the nearer, as the crow flies. */
import type { OfficerView } from '@chengyun/contracts';
import type { Account } from './accounts.ts';

interface Place {
  readonly lonDeg: number;
  readonly latDeg: number;
}

const EARTH_RADIUS_M = 6_371_009;
const RAD_PER_DEG = Math.PI / 180;

/** Great-circle distance in metres (haversine). */
export function distanceM(a: Place, b: Place): number {
  const dLat = (b.latDeg - a.latDeg) * RAD_PER_DEG;
  const dLon = (b.lonDeg - a.lonDeg) * RAD_PER_DEG;
  const cosines = Math.cos(a.latDeg * RAD_PER_DEG) * Math.cos(b.latDeg * RAD_PER_DEG);
  const h = Math.sin(dLat / 2) ** 2 + cosines * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The best one to send stands first. Without a place, or for an officer without a position, the distance is null. */
export function rankOfficers(
  views: readonly OfficerView[],
  accounts: readonly Account[],
  place: (Place & { readonly domain: string }) | null,
): readonly OfficerView[] {
  const known = new Map(accounts.map((account) => [account.id, account]));
  const away = (id: string): number | null => {
    const account = known.get(id);
    if (!place || !account || account.lonDeg === null || account.latDeg === null) return null;
    return Math.round(distanceM(place, { lonDeg: account.lonDeg, latDeg: account.latDeg }));
  };
  const isSkilled = (id: string): boolean | null => {
    const skills = known.get(id)?.skills ?? [];
    return place && (skills.length === 0 || skills.includes(place.domain));
  };
  const rank = (view: OfficerView): number =>
    (view.onDuty ? 0 : 4) + (view.isSkilled === false ? 2 : 0) + (view.busy ? 1 : 0);
  const near = (view: OfficerView): number => view.distanceM ?? Number.MAX_SAFE_INTEGER;
  return views
    .map((view) => ({ ...view, distanceM: away(view.id), isSkilled: isSkilled(view.id) }))
    .sort((a, b) => rank(a) - rank(b) || near(a) - near(b) || (a.id < b.id ? -1 : 1));
}
