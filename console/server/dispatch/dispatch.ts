/** Whom to send to an alarm, best first, and who is next when the one who was sent does not answer. */
import type { Asset, Domain, Incident, LonLat, OfficerView } from '@chengyun/contracts';
import type { Places } from '../access/scope.ts';
import type { Account } from '../accounts.ts';
import type { LiveState } from '../live-state.ts';
import { closedPlaces } from './closed-places.ts';
import { rankOfficers } from './nearest-officer.ts';
import type { RoadTravel } from './road-travel.ts';

export interface Dispatch {
  /**
   * Who works in the alarm's district and domain, best first; without a known alarm every officer, in no particular order
   * and without distances.
   */
  officersFor(timeline: string, alarm: string): readonly OfficerView[];
  /** The best free one on duty who was not tried; whoever is busy rather than nobody. */
  nextOfficer(timeline: string, incident: Incident, tried: ReadonlySet<string>): string | null;
}

export interface DispatchDeps {
  readonly state: Pick<LiveState, 'timeline'>;
  readonly accounts: () => readonly Account[];
  readonly assets: () => readonly Asset[];
  readonly officers: (timeline: string) => readonly OfficerView[];
  readonly domains: readonly Domain[];
  readonly travel: RoadTravel;
  readonly places: Pick<Places, 'sees'>;
}

type WorkPlace = LonLat & { readonly domain: string; readonly asset: string };

export function createDispatch({ state, accounts, assets, officers, domains, travel, places }: DispatchDeps): Dispatch {
  const rank = (id: string, place: WorkPlace | null): readonly OfficerView[] => {
    const timeline = state.timeline(id);
    const closed = timeline ? closedPlaces(timeline, assets(), domains) : [];
    // A task outside of an account's limits would be shown on no phone.
    const sees = new Map(accounts().map((account) => [account.id, place && places.sees(account.scope, place.asset)]));
    const able = officers(id).filter((officer) => sees.get(officer.id) !== false);
    return rankOfficers(able, accounts(), place, travel.awayFrom(closed));
  };
  return {
    officersFor: (id, alarm) => {
      const asked = state.timeline(id)?.alarm(alarm) ?? null;
      return rank(id, asked);
    },
    nextOfficer: (id, incident, tried) => {
      const left = rank(id, incident).filter((officer) => officer.onDuty && !tried.has(officer.id));
      return (left.find(({ isSkilled }) => isSkilled !== false) ?? left[0])?.id ?? null;
    },
  };
}
