/** Whom to send: on duty first, then who answers, then who works in the domain, then who is free, then the nearer by road. */
import type { OfficerView } from '@chengyun/contracts';
import { distanceM, type LonLat } from '@chengyun/contracts/distance.ts';
import type { Account } from '../accounts.ts';

export interface Away {
  readonly distanceM: number;
  readonly by: 'road' | 'straight';
}

/** How far each of some places is from one; straight lines where nobody knows the roads. */
export type AwayFrom = (from: LonLat, places: readonly LonLat[]) => readonly Away[];

export const straightAway: AwayFrom = (from, places) =>
  places.map((place) => ({ distanceM: distanceM(from, place), by: 'straight' }));

/** The best one to send stands first. Without a place, or for an officer without a position, the distance is null. */
export function rankOfficers(
  views: readonly OfficerView[],
  accounts: readonly Account[],
  place: (LonLat & { readonly domain: string }) | null,
  awayFrom: AwayFrom = straightAway,
): readonly OfficerView[] {
  const known = new Map(accounts.map((account) => [account.id, account]));
  const away = place ? distancesTo(place, accounts, awayFrom) : new Map<string, Away>();
  const isSkilled = (id: string): boolean | null => {
    const skills = known.get(id)?.skills ?? [];
    return place && (skills.length === 0 || skills.includes(place.domain));
  };
  const rank = (view: OfficerView): number =>
    (view.onDuty ? 0 : 8) + (view.isSilent ? 4 : 0) + (view.isSkilled === false ? 2 : 0) + (view.busy ? 1 : 0);
  const near = (view: OfficerView): number => view.distanceM ?? Number.MAX_SAFE_INTEGER;
  return views
    .map((view) => {
      const found = away.get(view.id);
      const distance = { distanceM: found ? Math.round(found.distanceM) : null, distanceBy: found?.by ?? null };
      const placeAt = found ? (known.get(view.id)?.placeAtMs ?? null) : null;
      return { ...view, ...distance, placeAt, isSkilled: isSkilled(view.id) };
    })
    .sort((a, b) => rank(a) - rank(b) || near(a) - near(b) || (a.id < b.id ? -1 : 1));
}

function distancesTo(place: LonLat, accounts: readonly Account[], awayFrom: AwayFrom): ReadonlyMap<string, Away> {
  const placed = accounts.flatMap(({ id, lonDeg, latDeg }) =>
    lonDeg === null || latDeg === null ? [] : [{ id, lonDeg, latDeg }],
  );
  return new Map(awayFrom(place, placed).map((found, i) => [placed[i]!.id, found]));
}
