/** Incidents that something at a place could belong to: open ones, the nearest first. Pure. */

import type { Incident } from '@chengyun/contracts';
import { distanceM, type LonLat } from '@chengyun/contracts/distance.ts';

export function nearestIncidents(
  place: LonLat,
  incidents: Iterable<Incident>,
): readonly { readonly incident: Incident; readonly distanceM: number }[] {
  return [...incidents]
    .filter(({ state, mergedInto }) => state !== 'closed' && mergedInto === null)
    .map((incident) => ({ incident, distanceM: distanceM(place, incident) }))
    .sort((a, b) => a.distanceM - b.distanceM || (a.incident.id < b.incident.id ? -1 : 1));
}
