/**
 * The moment at which an alarm was first on a screen, stated once as a fact of the console. With it go the stamps that
 * only a console which was there could take, so that a later one draws the same waterfall from the log alone.
 */
import type { FactBody } from '@chengyun/contracts';
import type { LiveState } from './live-state.ts';

/** More than a screen holds; a client that says more is not one of ours. */
export const SHOWN_MAX = 500;
const ID_LENGTH_MAX = 64;

export function isShown(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length > SHOWN_MAX) return false;
  return value.every((id) => typeof id === 'string' && id.length <= ID_LENGTH_MAX);
}

export interface ShownDeps {
  readonly state: Pick<LiveState, 'timeline'>;
  readonly stateOwn: (timeline: string, body: FactBody) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export function createShown({ state, stateOwn, onError }: ShownDeps): (tl: string, alarms: readonly string[]) => void {
  /** Said and not yet folded: several screens say it at once. */
  const underway = new Set<string>();
  return (timeline, alarms) => {
    for (const alarm of alarms) {
      const hops = state.timeline(timeline)?.fold.get(alarm)?.strand.hops;
      const key = `${timeline}|${alarm}`;
      if (!hops || hops.shown !== null || underway.has(key)) continue;
      underway.add(key);
      const { observed, sent, committed, fired } = hops;
      const whole = (ms: number | null) => (ms === null ? null : Math.max(0, Math.round(ms)));
      const stamps = { observed: whole(observed), sent: whole(sent), committed: whole(committed), fired: whole(fired) };
      void stateOwn(timeline, { kind: 'shown', alarm, hops: stamps })
        .catch(onError)
        .finally(() => underway.delete(key));
    }
  };
}
