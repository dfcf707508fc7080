/**
 * The slow-moving parts of a moment of the past. Which devices were online then stands nowhere in the store, so that the
 * trust line counts stations by what they had said: fresh is a station with a value of the last 20 minutes.
 */
import type { Domain, TrustView, VitalView } from '@chengyun/contracts';
import { readSparks } from '@chengyun/platform/store/history.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { TimelineState } from '../timeline-state.ts';
import type { Surroundings } from '../views.ts';
import { SPARK_BINS, SPARK_SPAN_MS, type Sparks, sparkKeys, vitalViews } from '../vitals.ts';

export interface PastSurroundings {
  of(moment: TimelineState, atMs: number): Surroundings;
  /** Reads the six hours before the moment, unless what was read before is near enough. */
  refresh(moment: TimelineState, atMs: number): Promise<readonly VitalView[]>;
}

export interface PastSurroundingsDeps {
  readonly store: Store;
  readonly domains: readonly Domain[];
  /** What surrounds the timeline now: assets and teams are those of today. */
  readonly now: (timeline: string) => Surroundings;
}

const FRESH_MS = 20 * 60_000;
const SPARKS_MOVED_MS = 5 * 60_000;

export function createPastSurroundings({ store, domains, now }: PastSurroundingsDeps): PastSurroundings {
  const known = new WeakMap<TimelineState, { readonly atMs: number; readonly sparks: Sparks }>();

  const vitals = (moment: TimelineState) => vitalViews(domains, moment, known.get(moment)?.sparks ?? new Map());

  const trust = (moment: TimelineState, atMs: number): TrustView => {
    const newest = new Map<string, number>();
    for (const { asset, at } of moment.allSeries()) newest.set(asset, Math.max(newest.get(asset) ?? 0, at));
    return {
      devicesOnline: [...newest.values()].filter((at) => atMs - at <= FRESH_MS).length,
      devicesTotal: newest.size,
      medianAgeMs: moment.medianAgeMs(),
      ...{ lagMs: 0, quarantined: 0, down: [], store: store.flavour() },
    };
  };

  return {
    of(moment, atMs) {
      const { timelines, assets, officers } = now(moment.id);
      const tasks = moment.fold.incidents().flatMap((incident) => incident.tasks);
      const isBusy = (id: string) =>
        tasks.some((task) => task.officer === id && task.state !== 'done' && task.state !== 'recalled');
      const then = officers.map((officer) => ({ ...officer, busy: isBusy(officer.id), distanceM: null }));
      return { timelines, assets, officers: then, vitals: vitals(moment), trust: trust(moment, atMs) };
    },
    async refresh(moment, atMs) {
      const before = known.get(moment);
      if (!before || Math.abs(before.atMs - atMs) >= SPARKS_MOVED_MS) {
        const range = { timeline: moment.id, fromMs: atMs - SPARK_SPAN_MS, toMs: atMs, bins: SPARK_BINS };
        known.set(moment, { atMs, sparks: await readSparks(store, { ...range, keys: sparkKeys(domains, moment) }) });
      }
      return vitals(moment);
    },
  };
}
