/** Everything that tells officers: Web Push to their phones, and the configured ways out of the installation. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Incident, Task } from '@chengyun/contracts';
import { timelineKindFromId } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Logger } from '@chengyun/platform/service/logger.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import type { Notifier } from './notifier.ts';
import { readNotifyConfig } from './notify-config.ts';

export interface Notices {
  /** Reads the configuration. Throws AppError NOTIFY when it is wrong. */
  start(): Promise<void>;
  tell(incident: Incident, task: Task): void;
  /** Tells again what a crash may have swallowed: tasks that are open, young and received by nobody. */
  resume(incidents: readonly Incident[]): void;
  stop(): Promise<void>;
}

export interface NoticesDeps {
  readonly dataDir: string;
  readonly push: Notifier;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counts: ComponentCounts;
}

/** A task that was sent longer ago is a matter for the desk, not for one more message. */
const RESUME_MS = 15 * 60_000;
const SWEEP_EVERY_MS = 3_600_000;

export function createNotices({ dataDir, push, store, clock, logger, counts }: NoticesDeps): Notices {
  let dispatcher: Dispatcher | null = null;
  let sweeper: NodeJS.Timeout | undefined;
  const noticeOf = (incident: Incident, { id, officer, instruction }: Task) => ({
    ...{ task: id, officer, level: incident.level, title: incident.title, instruction },
    kind: timelineKindFromId(incident.tl),
  });
  return {
    async start() {
      const channels = await readNotifyConfig(dataDir, clock);
      const wait = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal });
      dispatcher = createDispatcher({ channels, store, clock, counts, logger, wait });
      sweeper = setInterval(() => void dispatcher?.sweep().catch(() => counts.error()), SWEEP_EVERY_MS);
    },
    tell(incident, task) {
      const notice = noticeOf(incident, task);
      void push.notify(notice);
      void dispatcher?.notify(notice);
    },
    resume(incidents) {
      for (const incident of incidents) {
        const dispatchedMs = incident.hops.dispatched ?? 0;
        if (clock.nowMs() - dispatchedMs > RESUME_MS) continue;
        for (const task of incident.tasks) {
          if (task.state === 'sent') void dispatcher?.notify(noticeOf(incident, task));
        }
      }
    },
    async stop() {
      clearInterval(sweeper);
      await dispatcher?.stop();
    },
  };
}
