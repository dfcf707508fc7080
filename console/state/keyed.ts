/** Maps of what a page knows, by id: never changed in place, so that a signal sees a new value. */
import type { Incident } from '@chengyun/contracts';

/** A copy with the items put in or over; what is not named stays. */
export const merged = <T>(
  old: ReadonlyMap<string, T>,
  items: readonly T[],
  key: (item: T) => string,
): Map<string, T> => {
  const next = new Map(old);
  for (const item of items) next.set(key(item), item);
  return next;
};

export const mapOf = <T>(items: readonly T[], key: (item: T) => string): Map<string, T> =>
  merged(new Map(), items, key);

/** A page that runs for weeks keeps the newest closed incidents only. */
const CLOSED_KEPT_MAX = 200;

export function withoutOldest(incidents: Map<string, Incident>): Map<string, Incident> {
  const closed = [...incidents.values()].filter((incident) => incident.state === 'closed');
  for (const old of closed.slice(0, Math.max(0, closed.length - CLOSED_KEPT_MAX))) incidents.delete(old.id);
  return incidents;
}

/** Every alarm with the incident that it is in: a part of another incident is found under that one. */
export function incidentsByAlarm(incidents: Iterable<Incident>): Map<string, Incident> {
  const found = new Map<string, Incident>();
  const all = [...incidents];
  for (const incident of all) found.set(incident.alarm, incident);
  for (const incident of all) for (const alarm of incident.alarms.slice(1)) found.set(alarm, incident);
  return found;
}
