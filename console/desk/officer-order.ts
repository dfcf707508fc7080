/** Who could be sent, best first, in the server's order (dispatch/nearest-officer.ts); whoever is off duty is not offered. */
import type { OfficerView } from '@chengyun/contracts';

export function suggestedOfficers(officers: readonly OfficerView[]): OfficerView[] {
  const far = (officer: OfficerView) => officer.distanceM ?? Number.POSITIVE_INFINITY;
  const rank = (officer: OfficerView) =>
    (officer.isSilent ? 4 : 0) + (officer.isSkilled === false ? 2 : 0) + (officer.busy ? 1 : 0);
  return officers
    .filter((officer) => officer.onDuty)
    .sort((a, b) => rank(a) - rank(b) || far(a) - far(b) || a.id.localeCompare(b.id));
}
