/** How long each hop took, from which hop it is counted, and how that compares with its limit. Pure. */
import { type Hop, type HopFigures, type HopTiming, type Incident, REPORTED_RULE } from '@chengyun/contracts';
import { HOPS } from '@chengyun/contracts/incident.ts';
import { isLateHop } from '../../state/report/late-hops.ts';
import type { SlaConfig, SlaHop } from '../sla/sla-config.ts';

/** What each hop is counted from. A total stands at the end: from the first sign to the closure. */
const FROM: Readonly<Record<Hop, Hop | null>> = {
  observed: null,
  sent: 'observed',
  committed: 'sent',
  fired: 'committed',
  shown: 'fired',
  acknowledged: 'fired',
  dispatched: 'acknowledged',
  delivered: 'dispatched',
  seen: 'delivered',
  accepted: 'dispatched',
  onScene: 'accepted',
  resolved: 'dispatched',
  verified: 'resolved',
  closed: 'observed',
};
/** Hops of machines: an exercise that runs faster than the wall does not make them slower. */
const MACHINE: ReadonlySet<Hop> = new Set<Hop>(['sent', 'committed', 'fired', 'shown']);

/** What people reported waited for the desk from the moment of the report; no machine took part in that. */
const begunAt = (hop: Hop, isReported: boolean): Hop | null => {
  if (!isReported) return FROM[hop];
  if (MACHINE.has(hop)) return null;
  return hop === 'acknowledged' ? 'observed' : FROM[hop];
};

export function hopTimings(
  { hops, peak, rule }: Pick<Incident, 'hops' | 'peak' | 'rule'>,
  sla: SlaConfig,
  pace: number,
): readonly HopTiming[] {
  const limits: Readonly<Partial<Record<Hop, number | null>>> = sla.levels[peak] satisfies Record<
    SlaHop,
    number | null
  >;
  return HOPS.map((hop) => {
    const at = hops[hop];
    const from = begunAt(hop, rule === REPORTED_RULE);
    const begun = from === null ? null : hops[from];
    const scale = MACHINE.has(hop) ? 1 : pace;
    const limitS = limits[hop] ?? null;
    return {
      ...{ hop, at, limitMs: limitS === null ? null : limitS * 1000 },
      tookMs: at === null || begun === null ? null : Math.max(0, Math.round((at - begun) * scale)),
    };
  });
}

/** Nearest rank; every hop that was measured at least once. */
export function hopFigures(all: readonly (readonly HopTiming[])[]): readonly HopFigures[] {
  return HOPS.flatMap((hop) => {
    const own = all.flatMap((timings) => timings.filter((one) => one.hop === hop && one.tookMs !== null));
    const sorted = own.map(({ tookMs }) => tookMs ?? 0).sort((a, b) => a - b);
    if (sorted.length === 0) return [];
    const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return [
      { hop, count: sorted.length, p50Ms: at(0.5), p90Ms: at(0.9), maxMs: at(1), late: own.filter(isLateHop).length },
    ];
  });
}
