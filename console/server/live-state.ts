/**
 * The console's view of the log: one TimelineState per timeline. Records come in from the readers of the log (and facts
 * also straight from the one who appended them, so that an action is seen at once; the fold ignores the repetition).
 */
import type { AlarmRecord, AssessmentRecord, FactRecord, TelemetryRecord, Timeline } from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { ComponentCounts } from '@chengyun/platform/service/metrics.ts';
import { createTimelineState, type TimelineState } from './timeline-state.ts';

/** Records of the streams that the console follows. */
export type LiveRecord = TelemetryRecord | AlarmRecord | FactRecord | AssessmentRecord;

const ASSESSMENT_KINDS: ReadonlySet<string> = new Set<AssessmentRecord['k']>([
  'risk',
  'response',
  'alarm-figures',
  'shadow',
]);

const isAssessment = (record: LiveRecord): record is AssessmentRecord => ASSESSMENT_KINDS.has(record.k);

export interface LiveState {
  /** `isLive`: the reader has caught up, so that arrival times mean something. */
  apply(record: LiveRecord, isLive: boolean): void;
  /** Null for a timeline that neither the registry nor the log knows. */
  timeline(id: string): TimelineState | null;
  timelines(): readonly TimelineState[];
  /** `urgent`: alarms or incidents changed; values alone can wait for the next round. */
  onChange(listener: (timeline: TimelineState, urgent: boolean) => void): void;
}

export interface LiveStateDeps {
  readonly clock: Clock;
  readonly registered: (id: string) => Timeline | null;
  readonly counts: ComponentCounts;
  /** Told of every fact, before it is folded. */
  readonly onFact?: (record: FactRecord) => void;
}

const TIMELINES_MAX = 100;

export function createLiveState({ clock, registered, counts, onFact }: LiveStateDeps): LiveState {
  const states = new Map<string, TimelineState>();
  const listeners: ((timeline: TimelineState, urgent: boolean) => void)[] = [];

  const stateOf = (id: string): TimelineState | null => {
    const known = states.get(id);
    if (known) return known;
    if (states.size >= TIMELINES_MAX) return null;
    const made = createTimelineState(
      id,
      () => registered(id),
      () => counts.dropped('series-limit'),
    );
    states.set(id, made);
    return made;
  };

  const route = (state: TimelineState, record: TelemetryRecord, isLive: boolean): void => {
    const wallMs = clock.nowMs();
    if (record.k === 'obs') state.applyObservations(record, wallMs, isLive);
    else if (record.k === 'tick') state.applyTick(record, wallMs);
    else if (record.k === 'status') state.applyStatus(record, wallMs);
    else state.devices.heard(record.device, isLive ? wallMs : record.rxAt);
  };

  return {
    apply(record, isLive) {
      counts.received();
      if (record.k === 'fact') onFact?.(record);
      const state = stateOf(record.tl);
      if (!state) {
        counts.dropped('timeline-limit');
        return;
      }
      if (record.k === 'alarm') state.applyAlarm(record, clock.nowMs(), isLive);
      else if (record.k === 'fact') state.applyFact(record);
      else if (isAssessment(record)) state.applyAssessment(record);
      else route(state, record, isLive);
      const urgent = record.k === 'alarm' || record.k === 'fact';
      for (const listener of listeners) listener(state, urgent);
    },
    timeline: (id) => states.get(id) ?? (registered(id) ? stateOf(id) : null),
    timelines: () => [...states.values()],
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
