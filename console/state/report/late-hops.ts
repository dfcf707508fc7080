/** Which hops of an incident were late. Pure. */
import type { AfterActionIncident, HopTiming } from '@chengyun/contracts';

export const isLateHop = ({ tookMs, limitMs }: HopTiming): boolean =>
  tookMs !== null && limitMs !== null && tookMs > limitMs;

/** Late and done, or passed on for being late and not done at all. */
export const lateHops = ({ incident, hops }: AfterActionIncident): readonly HopTiming[] =>
  hops.filter((one) =>
    one.tookMs === null ? incident.escalations.some(({ hop }) => hop === one.hop) : isLateHop(one),
  );
