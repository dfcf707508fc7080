/** Everything that tells officers: Web Push to their phones, and the configured ways out of the installation. */
import { setTimeout as delay } from 'node:timers/promises';
import { type FactRecord, type Incident, type Task, timelineKindFromId, WALL } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { IncidentFold } from '../../state/incident-fold.ts';
import { createDispatcher } from './dispatcher.ts';
import type { Notice, Notifier } from './notifier.ts';
import type { ConfiguredChannel } from './notify-config.ts';

export interface Notices {
  start(): Promise<void>;
  /** Pages whoever a fact sends out or calls upon. */
  onFact(record: FactRecord, fold: Pick<IncidentFold, 'get' | 'alarmOfTask'> | null): void;
  /** Tells again what a crash may have swallowed: tasks that are open, young and received by nobody. */
  resume(incidents: readonly Incident[]): void;
  stop(): Promise<void>;
}

export interface NoticesDeps {
  readonly channels: () => readonly ConfiguredChannel[];
  readonly push: Notifier;
  readonly isOnDuty: (account: string) => boolean;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counts: ComponentCounts;
}

/** A task that was sent longer ago is a matter for the desk, not for one more message. */
const RESUME_MS = 15 * 60_000;
const SWEEP_EVERY_MS = 3_600_000;

export function createNotices(deps: NoticesDeps): Notices {
  const { push, isOnDuty, counts, clock } = deps;
  const wait = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal });
  const dispatcher = createDispatcher({ ...deps, wait });
  let sweeper: NodeJS.Timeout | undefined;
  const noticeOf = (
    incident: Incident,
    { id, officer, instruction }: Pick<Task, 'id' | 'officer' | 'instruction'>,
  ) => ({
    ...{ task: id, officer, level: incident.level, title: incident.title, instruction },
    kind: timelineKindFromId(incident.tl),
  });
  const tell = (notice: Notice): void => {
    if (!isOnDuty(notice.officer)) {
      counts.dropped('off-duty');
      return;
    }
    void push.notify(notice);
    void dispatcher.notify(notice);
  };
  return {
    async start() {
      sweeper = setInterval(() => void dispatcher.sweep().catch(() => counts.error()), SWEEP_EVERY_MS);
    },
    onFact(record, fold) {
      const { body, id } = record;
      const alarm = 'alarm' in body ? body.alarm : body.kind === 'reassign' ? fold?.alarmOfTask(body.task) : null;
      const incident = alarm ? fold?.get(alarm)?.strand : undefined;
      if (!incident) return;
      const task = incident.tasks.find((made) => made.id === id && made.state !== 'recalled');
      if (task) tell(noticeOf(incident, task));
      // Somebody at a desk who is next: there is no task, the incident itself is what waits.
      else if (body.kind === 'escalate' && body.to !== WALL && body.hop !== 'accepted') {
        tell(noticeOf(incident, { id, officer: body.to, instruction: incident.title }));
      }
    },
    resume(incidents) {
      for (const incident of incidents) {
        if (incident.mergedInto !== null) continue;
        for (const task of incident.tasks) {
          const isYoung = clock.nowMs() - (task.times.sent ?? 0) <= RESUME_MS;
          if (task.state === 'sent' && isYoung) void dispatcher.notify(noticeOf(incident, task));
        }
      }
    },
    async stop() {
      clearInterval(sweeper);
      await dispatcher.stop();
    },
  };
}
