/**
 * Where nobody drives through now: underpasses under water by their alarm, and places that a team has reported closed
 * (封交) and nobody has reported open again.
 */
import { type Asset, compareLevels, type Domain, type LonLat, type Procedure } from '@chengyun/contracts';
import { procedureOf } from '../fact-refusal.ts';
import type { TimelineState } from '../timeline-state.ts';

/** From this level on the advice is to close an underpass. */
const CLOSED_FROM = 'orange';
const FLOODS = 'underpass';

export function closedPlaces(
  timeline: Pick<TimelineState, 'alarms' | 'incidents'>,
  assets: readonly Asset[],
  domains: readonly Pick<Domain, 'id' | 'plans'>[],
): readonly LonLat[] {
  const kinds = new Map(assets.map(({ id, kind }) => [id, kind]));
  const flooded = timeline
    .alarms()
    .filter(({ asset, level, state }) => {
      const isStanding = state !== 'cleared-unacknowledged' && state !== 'normal';
      return isStanding && kinds.get(asset) === FLOODS && compareLevels(level, CLOSED_FROM) >= 0;
    })
    .map(({ lonDeg, latDeg }) => ({ lonDeg, latDeg }));
  const shut = timeline.incidents().filter((incident) => {
    const ticked = new Set(incident.steps.map(({ step }) => step));
    return incident.state !== 'closed' && closures(procedureOf(domains, incident)).some((ids) => isShut(ids, ticked));
  });
  return [...flooded, ...shut.map(({ lonDeg, latDeg }) => ({ lonDeg, latDeg }))];
}

interface Closure {
  readonly close: string;
  readonly reopen: string | null;
}

/** Steps that close something, each with the one that opens it again. */
function closures(procedure: Procedure): readonly Closure[] {
  const steps = procedure.filter(({ kind }) => kind === 'closure');
  const reopenOf = (id: string) => steps.find(({ when }) => when?.after === id)?.id ?? null;
  return steps
    .filter(({ when }) => when?.after === undefined)
    .map(({ id }) => ({ close: id, reopen: reopenOf(id) }))
    .filter(({ reopen }) => reopen !== null);
}

const isShut = ({ close, reopen }: Closure, ticked: ReadonlySet<string>): boolean =>
  ticked.has(close) && !(reopen !== null && ticked.has(reopen));
