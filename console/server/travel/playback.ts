/**
 * A moment that moves on: what the store has of the time ahead is read in spans and applied when its time comes. The
 * play head waits at the end of what has been read, and at the edge of the present, behind which the archive may still
 * be writing.
 */
import type { AlarmRecord, AssessmentRecord, FactRecord } from '@chengyun/contracts';
import {
  PAST_ROWS_MAX,
  readAlarmsBetween,
  readAssessmentsBetween,
  readFactsBetween,
  readValuesBetween,
  type StoredValue,
  seriesView,
} from '@chengyun/platform/store/past.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { Pace } from '../../state/wire.ts';
import type { TimelineState } from '../timeline-state.ts';

export interface Playback {
  readonly state: TimelineState;
  atMs(): number;
  pace(): Pace;
  setPace(pace: Pace): void;
  /** Moves on by this much wall time, up to `edgeMs` at most, and applies what happened on the way. */
  advance(elapsedWallMs: number, edgeMs: number, wallMs: number): void;
  /** Reads ahead when less is left than is played soon; one reading at a time. Rejects when the store does not answer. */
  readAhead(edgeMs: number): Promise<void>;
}

/** Wall time for which is read ahead, and below which more is read. */
const AHEAD_MS = 6000;
const AHEAD_MS_MIN = 3000;

export function createPlayback(store: Store, state: TimelineState, startMs: number, start: Pace): Playback {
  let headMs = startMs;
  /** Everything up to here has been read. */
  let readMs = startMs;
  let pace = start;
  let ticks = 1;
  let isReading = false;
  const values: StoredValue[] = [];
  const alarms: AlarmRecord[] = [];
  const facts: FactRecord[] = [];
  const assessments: AssessmentRecord[] = [];

  const due = <T>(waiting: T[], timeOf: (one: T) => number): T[] => {
    const later = waiting.findIndex((one) => timeOf(one) > headMs);
    return waiting.splice(0, later === -1 ? waiting.length : later);
  };

  return {
    state,
    atMs: () => headMs,
    pace: () => pace,
    setPace(next) {
      pace = next;
    },
    advance(elapsedWallMs, edgeMs, wallMs) {
      const wantedMs = pace.isPaused ? headMs : headMs + elapsedWallMs * pace.speed;
      headMs = Math.max(headMs, Math.min(wantedMs, readMs, edgeMs));
      state.applyValues(due(values, (one) => one.at).map(seriesView));
      for (const record of due(alarms, (one) => one.at)) state.applyAlarm(record, wallMs, false);
      for (const record of due(facts, (one) => one.tlAt ?? one.rxAt)) state.applyFact(record);
      for (const record of due(assessments, (one) => one.at)) state.applyAssessment(record);
      ticks += 1;
      state.applyTick({ k: 'tick', tl: state.id, n: ticks, at: headMs, facts: 0 }, wallMs);
    },
    async readAhead(edgeMs) {
      if (isReading || pace.isPaused || readMs - headMs > AHEAD_MS_MIN * pace.speed) return;
      const toMs = Math.min(edgeMs, readMs + AHEAD_MS * pace.speed);
      if (toMs <= readMs) return;
      isReading = true;
      try {
        const [newValues, newAlarms, newFacts, newAssessments] = await Promise.all([
          readValuesBetween(store, state.id, readMs, toMs),
          readAlarmsBetween(store, state.id, readMs, toMs),
          readFactsBetween(store, state.id, readMs, toMs),
          readAssessmentsBetween(store, state.id, readMs, toMs),
        ]);
        // So many values that not all were read: what was not is read next time, and the play head waits for it.
        const lastMs = newValues.length < PAST_ROWS_MAX ? toMs : (newValues.at(-1)?.at ?? toMs) - 1;
        const cutMs = Math.max(readMs + 1, lastMs);
        values.push(...newValues.filter((one) => one.at <= cutMs));
        alarms.push(...newAlarms.filter((one) => one.at <= cutMs));
        facts.push(...newFacts.filter((one) => (one.tlAt ?? one.rxAt) <= cutMs));
        assessments.push(...newAssessments.filter((one) => one.at <= cutMs));
        readMs = cutMs;
      } finally {
        isReading = false;
      }
    },
  };
}
