/**
 * A timeline as it stood at a moment: incidents as a fold of the alarm records and facts up to then, values with the
 * time and quality that they had. All from the store; nothing of the live state is touched.
 */
import type { Timeline } from '@chengyun/contracts';
import {
  readAlarmRecords,
  readAlarmsAt,
  readAssessmentsAt,
  readFactsAbout,
  readValuesAt,
  seriesView,
} from '@chengyun/platform/store/past.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { STRIP_SPAN_MS } from '../alarm-strip.ts';
import { createTimelineState, type TimelineState } from '../timeline-state.ts';

export interface MomentRequest {
  readonly timeline: string;
  readonly atMs: number;
  /** How the timeline goes on from there: its pace is what the replay plays at. */
  readonly registered: () => Timeline | null;
  readonly wallMs: number;
}

export async function readMoment(store: Store, request: MomentRequest): Promise<TimelineState> {
  const { timeline, atMs, registered, wallMs } = request;
  // An alarm that was over by the beginning of the strip can be seen nowhere any more.
  const alarmsOf = async () => {
    const ids = await readAlarmsAt(store, timeline, atMs, atMs - STRIP_SPAN_MS);
    return Promise.all([readAlarmRecords(store, ids, atMs), readFactsAbout(store, ids, atMs)]);
  };
  const [[alarms, facts], values, assessments] = await Promise.all([
    alarmsOf(),
    readValuesAt(store, timeline, atMs),
    readAssessmentsAt(store, timeline, atMs),
  ]);
  const state = createTimelineState(timeline, registered, undefined, 'replay');
  for (const record of alarms) state.applyAlarm(record, wallMs, false);
  for (const record of facts) state.applyFact(record);
  for (const record of assessments) state.applyAssessment(record);
  state.applyValues(values.map(seriesView));
  // What is over is no alarm of this moment; two rounds, because the first one still announces it.
  state.takeChanges();
  state.takeChanges();
  state.applyTick({ k: 'tick', tl: timeline, n: 1, at: atMs, facts: 0 }, wallMs);
  return state;
}
