/** Who could be sent, best first: on duty and free, then the nearest; whoever is off duty is not offered. */
import type { OfficerView } from '@chengyun/contracts';

export function suggestedOfficers(officers: readonly OfficerView[]): OfficerView[] {
  const far = (officer: OfficerView) => officer.distanceM ?? Number.POSITIVE_INFINITY;
  return officers
    .filter((officer) => officer.onDuty)
    .sort((a, b) => Number(a.busy) - Number(b.busy) || far(a) - far(b) || a.id.localeCompare(b.id));
}
