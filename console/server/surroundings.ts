/**
 * The slow-moving parts of what clients see: trust line each second, vital signs each 2 s with their 6 h of history
 * each 30 s, officers and assets when they change. Computed only for timelines that somebody watches.
 */
import type { Domain, OfficerView, Timeline, TrustView, VitalView } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import { readSparks } from '@chengyun/platform/store/history.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { workOf } from './dispatch/work-of.ts';
import type { LiveState } from './live-state.ts';
import type { Registry } from './registry.ts';
import type { TimelineState } from './timeline-state.ts';
import type { Surroundings } from './views.ts';
import { SPARK_BINS, SPARK_SPAN_MS, type Sparks, sparkKeys, vitalViews } from './vitals.ts';

export interface SurroundingsService extends Service {
  of(timeline: string): Surroundings;
  officers(timeline: string): readonly OfficerView[];
  /** What can be relied on, now and not with the next beat, to everybody who looks. */
  sendTrust(): void;
}

export interface SurroundingsDeps {
  readonly state: LiveState;
  readonly registry: Registry;
  readonly store: Store;
  readonly domains: readonly Domain[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** By the switch on the phone and the roster. */
  readonly isOnDuty: (account: string) => boolean;
  readonly down: () => readonly string[];
  readonly watched: () => readonly string[];
  readonly publish: (timeline: string, parts: Partial<Pick<Surroundings, 'trust' | 'vitals'>>) => void;
}

const TRUST_EVERY_MS = 1000;
const VITALS_EVERY_MS = 2000;
const SPARKS_EVERY_MS = 30_000;
const QUARANTINE_EVERY_MS = 10_000;

export function createSurroundings(deps: SurroundingsDeps): SurroundingsService {
  const { state, registry, store, domains, clock, logger } = deps;
  const sparks = new Map<string, Sparks>();
  const timers: NodeJS.Timeout[] = [];
  let quarantined = 0;

  const trust = (timeline: TimelineState): TrustView => {
    const wallMs = clock.nowMs();
    const devices = registry
      .devices()
      .filter(
        (device) => device.timeline === timeline.id && device.revokedAtMs === null && device.kind !== 'conductor',
      );
    return {
      devicesOnline: devices.filter((device) => timeline.devices.isOnline(device.id, wallMs)).length,
      devicesTotal: devices.length,
      medianAgeMs: timeline.medianAgeMs(),
      lagMs: timeline.lag.medianMs(wallMs),
      store: store.flavour(),
      quarantined,
      down: deps.down(),
    };
  };

  const vitals = (timeline: TimelineState): readonly VitalView[] =>
    vitalViews(domains, timeline, sparks.get(timeline.id) ?? new Map());

  const officers = (timeline: string): readonly OfficerView[] => {
    const incidents = state.timeline(timeline)?.fold.incidents() ?? [];
    return registry.officers().map(({ id, name }) => ({
      ...{ id, name, onDuty: deps.isOnDuty(id), ...workOf(id, incidents) },
      ...{ distanceM: null, distanceBy: null, placeAt: null, isSkilled: null },
    }));
  };

  const watchedStates = (): TimelineState[] => deps.watched().flatMap((id) => state.timeline(id) ?? []);

  const readAllSparks = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      const timeline = state.timeline(id);
      const toMs = timeline?.view().nowMs ?? 0;
      if (!timeline || toMs === 0) continue;
      const range = { timeline: id, fromMs: toMs - SPARK_SPAN_MS, toMs, bins: SPARK_BINS };
      sparks.set(id, await readSparks(store, { ...range, keys: sparkKeys(domains, timeline) }));
    }
  };
  const readQuarantine = async (): Promise<void> => {
    const { rows } = await store.query<{ count: number }>(
      'SELECT coalesce(sum(count), 0)::bigint AS count FROM quarantine_counts',
    );
    quarantined = rows[0]?.count ?? 0;
  };
  const quietly = (work: () => Promise<void>) => () => {
    work().catch((error: Error) => logger.warn({ err: error }, 'history for the vital signs could not be read'));
  };

  const sendTrust = (): void => {
    for (const timeline of watchedStates()) deps.publish(timeline.id, { trust: trust(timeline) });
  };

  return {
    officers,
    sendTrust,
    of(id) {
      const timeline = state.timeline(id);
      const empty: TrustView = {
        devicesOnline: 0,
        devicesTotal: 0,
        medianAgeMs: 0,
        lagMs: 0,
        store: store.flavour(),
        quarantined,
        down: deps.down(),
      };
      return {
        timelines: shownTimelines(registry.timelines()),
        assets: registry.assets(),
        vitals: timeline ? vitals(timeline) : [],
        trust: timeline ? trust(timeline) : empty,
        officers: officers(id),
      };
    },
    async start() {
      const initial = registry.timelines().filter((timeline) => timeline.endedAtMs === null);
      await readAllSparks(initial.map((timeline) => timeline.id));
      await readQuarantine();
      const sendVitals = () => {
        for (const timeline of watchedStates()) deps.publish(timeline.id, { vitals: vitals(timeline) });
      };
      timers.push(setInterval(sendTrust, TRUST_EVERY_MS), setInterval(sendVitals, VITALS_EVERY_MS));
      timers.push(
        setInterval(
          quietly(() => readAllSparks(deps.watched())),
          SPARKS_EVERY_MS,
        ),
      );
      timers.push(setInterval(quietly(readQuarantine), QUARANTINE_EVERY_MS));
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
    },
  };
}

/** Running timelines first, then the ended ones, newest first. */
function shownTimelines(all: readonly Timeline[]): Surroundings['timelines'] {
  const sorted = [...all].sort(
    (a, b) => Number(a.endedAtMs !== null) - Number(b.endedAtMs !== null) || b.anchorWallMs - a.anchorWallMs,
  );
  return sorted.map(({ id, label, kind }) => ({ id, label, kind }));
}
