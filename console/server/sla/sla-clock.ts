/**
 * Looks at every open incident four times a second and states what is overdue. It keeps nothing of its own: what was stated
 * stands in the log, so that a console that starts again goes on where the last one was.
 */
import type { FactBody, Timeline } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import type { Service } from '@chengyun/platform/service/service.ts';
import type { LiveState } from '../live-state.ts';
import type { SlaConfig } from './sla-config.ts';
import { dueFacts, type SlaPeople } from './sla-due.ts';

export interface SlaClock extends Service {
  /** One look; tests call it, the service does so by itself. Never rejects. */
  step(): Promise<void>;
}

export interface SlaClockDeps {
  readonly clock: Clock;
  readonly state: Pick<LiveState, 'timeline'>;
  readonly timelines: () => readonly Timeline[];
  readonly config: () => SlaConfig;
  readonly people: (timeline: string) => SlaPeople;
  readonly stateOwn: (timeline: string, body: FactBody) => Promise<void>;
  readonly counts: ComponentCounts;
}

const LOOK_EVERY_MS = 250;
/** After a long outage everything is overdue at once; the rest comes with the next looks. */
const FACTS_A_LOOK_MAX = 50;

export function createSlaClock(deps: SlaClockDeps): SlaClock {
  const { clock, state, counts } = deps;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    let left = FACTS_A_LOOK_MAX;
    for (const timeline of deps.timelines()) {
      const { id, clock: kind, pace, endedAtMs } = timeline;
      const fold = state.timeline(id)?.fold;
      // A replay is nobody's duty, and an exercise that is over calls nobody any more.
      if (!fold || kind !== 'wall' || endedAtMs !== null) continue;
      const people = deps.people(id);
      for (const incident of fold.incidents()) {
        const states = incident.alarms.flatMap((alarm) => fold.get(alarm)?.alarmState ?? []);
        const moment = { nowMs: clock.nowMs(), pace };
        for (const body of dueFacts(incident, states, deps.config(), people, moment)) {
          if (left <= 0) return;
          left -= 1;
          await deps.stateOwn(id, body);
          counts.sent();
        }
      }
    }
  }

  const step = (): Promise<void> => {
    looking ??= look()
      .catch(() => counts.error())
      .finally(() => {
        looking = null;
      });
    return looking;
  };

  return {
    step,
    async start() {
      timer = setInterval(() => void step(), LOOK_EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
