/**
 * The parts of the loop from alarm to closure that act by themselves: who is on duty, whom to send, who is paged, what
 * is overdue, what was shown. Put together here, so that the console starts and stops them as one.
 */
import type { Domain, FactBody, FactRecord, OfficerView } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { Metrics } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { Places } from './access/scope.ts';
import { createDispatch, type Dispatch } from './dispatch/dispatch.ts';
import { createPeople, type People } from './dispatch/people.ts';
import { createRoadTravel } from './dispatch/road-travel.ts';
import type { LiveState } from './live-state.ts';
import { createNotices } from './notify/notices.ts';
import type { Notifier } from './notify/notifier.ts';
import { type ConfiguredChannel, NOTIFY_FILE, readNotifyConfig } from './notify/notify-config.ts';
import type { Registry } from './registry.ts';
import { createSettingsFile, type SettingsFile } from './settings-file.ts';
import { createShown } from './shown.ts';
import { createRoster, ROSTER_FILE, type Roster, readRoster } from './sla/roster.ts';
import { createSlaClock } from './sla/sla-clock.ts';
import { readSlaConfig, SLA_DEFAULT, SLA_FILE, type SlaConfig } from './sla/sla-config.ts';
import type { TimelineState } from './timeline-state.ts';

export interface Loop extends Service {
  readonly people: People;
  readonly dispatch: Dispatch;
  readonly sla: () => SlaConfig;
  readonly onShown: (timeline: string, alarms: readonly string[]) => void;
  /** Pages whoever the fact sends out. */
  onFact(record: FactRecord): void;
  /** The log has been read: pages what a crash may have swallowed, and from now on states what is overdue. */
  watch(open: readonly TimelineState[]): Promise<void>;
}

export interface LoopDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly state: LiveState;
  readonly registry: Registry;
  readonly push: Notifier;
  readonly domains: readonly Domain[];
  readonly mapFolder: string;
  readonly places: Pick<Places, 'sees'>;
  readonly officers: (timeline: string) => readonly OfficerView[];
  readonly stateOwn: (timeline: string, body: FactBody) => Promise<void>;
}

export function createLoop({ dataDir }: { readonly dataDir: string }, deps: LoopDeps): Loop {
  const { store, clock, logger, metrics, state, registry, push, domains, officers, stateOwn, places } = deps;
  const settings = { store, logger, counts: metrics.component('settings') };
  const roster: SettingsFile<Roster> = createSettingsFile(
    { dataDir, name: ROSTER_FILE, without: createRoster([]), read: readRoster },
    settings,
  );
  const sla: SettingsFile<SlaConfig> = createSettingsFile(
    { dataDir, name: SLA_FILE, without: SLA_DEFAULT, read: readSlaConfig },
    settings,
  );
  const ways: SettingsFile<readonly ConfiguredChannel[]> = createSettingsFile(
    { dataDir, name: NOTIFY_FILE, without: [], read: (folder) => readNotifyConfig(folder, clock) },
    settings,
  );
  const files = [roster, sla, ways];
  const people = createPeople({ roster: roster.current, officers: registry.officers, clock });
  const notices = createNotices({
    ...{ channels: ways.current, push, isOnDuty: people.isOnDuty, store, clock, logger },
    counts: metrics.component('notices'),
  });
  const dispatch = createDispatch({
    ...{ state, accounts: registry.officers, assets: registry.assets, officers, domains, places },
    travel: createRoadTravel(deps.mapFolder),
  });
  const slaClock = createSlaClock({
    ...{ clock, state, timelines: registry.timelines, config: sla.current, stateOwn },
    people: (id) => ({
      nextOfficer: (incident, tried) => dispatch.nextOfficer(id, incident, tried),
      isOnDuty: people.isOnDuty,
    }),
    counts: metrics.component('sla'),
  });
  return {
    people,
    dispatch,
    sla: sla.current,
    // What could not be stated is in the log of the service already; the next screen says it again.
    onShown: createShown({ state, stateOwn, onError: () => undefined }),
    onFact: (record) => notices.onFact(record, state.timeline(record.tl)?.fold ?? null),
    async start() {
      for (const file of files) await file.start();
      await notices.start();
    },
    async watch(open) {
      for (const timeline of open) notices.resume(timeline.incidents());
      await slaClock.start();
    },
    async stop() {
      await slaClock.stop();
      await notices.stop();
      for (const file of files) await file.stop();
    },
  };
}
