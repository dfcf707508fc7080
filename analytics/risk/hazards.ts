/** Which alarms are hazards to places, how strong they are, and where. */
import type { AlarmRecord, Domain, Level, RiskProfile } from '@chengyun/contracts';
import { CELL_EDGE_M } from './place-profiles.ts';

/** Strength by level: the four levels are taken as evenly spaced. */
export const HAZARD_OF_LEVEL: Readonly<Record<Level, number>> = { blue: 0.25, yellow: 0.5, orange: 0.75, red: 1 };

/** Alarms in these states stand for something real; shelving silences people, not water. */
const REAL = new Set<AlarmRecord['state']>(['active-unacknowledged', 'active-acknowledged', 'shelved']);
const SILENCE = 'no-data';

export interface Hazard {
  readonly alarm: AlarmRecord;
  readonly profile: RiskProfile;
  readonly strength: number;
}

export function hazardsOf(alarms: readonly AlarmRecord[], domains: readonly Domain[]): Hazard[] {
  const profiles = new Map(domains.map((domain) => [domain.id, domain.risk]));
  return alarms.flatMap((alarm) => {
    const profile = profiles.get(alarm.domain);
    if (!profile || !REAL.has(alarm.state) || alarm.condition === SILENCE) return [];
    if (profile.harmless.includes(alarm.rule)) return [];
    return [{ alarm, profile, strength: HAZARD_OF_LEVEL[alarm.level] }];
  });
}

/** Full inside the alarm's radius, gone one cell further out. */
export function strengthAt(hazard: Hazard, distanceM: number): number {
  const beyondM = Math.max(0, distanceM - hazard.alarm.radiusM);
  return hazard.strength * Math.max(0, 1 - beyondM / CELL_EDGE_M);
}
