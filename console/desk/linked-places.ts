/** Which places an incident has, and by which alarm each was linked. Pure. */
import type { Incident } from '@chengyun/contracts';

export interface LinkedPlace {
  readonly place: string;
  /** The alarm that it can be unlinked from; null where an alarm of the incident is at home. */
  readonly by: string | null;
}

type Placed = Pick<Incident, 'alarm' | 'asset' | 'assets'>;

/** `parts`: the incidents merged into it, as far as they are known; itself may be among them. */
export function linkedOf(incident: Placed, parts: readonly Placed[]): readonly LinkedPlace[] {
  const others = parts.filter(({ alarm }) => alarm !== incident.alarm);
  const homes = new Set([incident, ...others].map(({ asset }) => asset));
  const byOf = (place: string): string | null => {
    if (homes.has(place)) return null;
    return others.find(({ assets }) => assets.includes(place))?.alarm ?? incident.alarm;
  };
  const places = new Set([incident.asset, ...incident.assets]);
  return [...places].map((place) => ({ place, by: byOf(place) }));
}
