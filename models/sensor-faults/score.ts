/**
 * Scores flags against the truth of made-up gauges. An event is found when one of its readings, or one that arrives
 * within half an hour behind it, is flagged; its name is the kind flagged most often there. A good reading is one outside
 * of all events and of that half hour. A false event is a row of flagged good readings that did not begin in an event;
 * rows less than two hours apart are one.
 */
import { FAULT_KINDS, type FaultKind } from './kinds.ts';
import { type MadeGauge, UNJUDGED } from './made/gauge.ts';

const BEHIND_MS = 30 * 60_000;
const ONE_ROW_MS = 2 * 3_600_000;

export interface KindScore {
  events: number;
  found: number;
  /** Of the found ones. */
  named: number;
  points: number;
  pointsFlagged: number;
}

export interface FaultScore {
  readonly kinds: Readonly<Record<FaultKind, KindScore>>;
  goodPoints: number;
  goodFlagged: number;
  falseEvents: number;
  days: number;
}

export function emptyScore(): FaultScore {
  const kinds = Object.fromEntries(
    FAULT_KINDS.map((kind) => [kind, { events: 0, found: 0, named: 0, points: 0, pointsFlagged: 0 }]),
  ) as unknown as Record<FaultKind, KindScore>;
  return { kinds, goodPoints: 0, goodFlagged: 0, falseEvents: 0, days: 0 };
}

/** @param flags a code for each reading: 0 or 1 + place in FAULT_KINDS */
export function addToScore(score: FaultScore, gauge: MadeGauge, flags: Uint8Array): void {
  const { truth, events, periodMs, scoredFrom } = gauge;
  const behind = Math.max(1, Math.floor(BEHIND_MS / periodMs));
  const rowGap = Math.floor(ONE_ROW_MS / periodMs);
  const nearEvent = new Uint8Array(truth.length);
  for (const { kind, from, to } of events) {
    const own = score.kinds[kind];
    const end = Math.min(truth.length, to + behind);
    nearEvent.fill(1, from, end);
    const votes = new Uint32Array(FAULT_KINDS.length + 1);
    for (let place = from; place < end; place++) votes[flags[place]!] = votes[flags[place]!]! + 1;
    votes[0] = 0;
    own.events++;
    for (let place = from; place < to; place++) {
      if (truth[place] === UNJUDGED) continue;
      own.points++;
      if (flags[place] !== 0) own.pointsFlagged++;
    }
    const most = Math.max(...votes);
    if (most === 0) continue;
    own.found++;
    if (FAULT_KINDS[votes.indexOf(most) - 1] === kind) own.named++;
  }
  let lastFlagged = -Infinity;
  for (let place = scoredFrom; place < truth.length; place++) {
    const isFlagged = flags[place] !== 0;
    if (nearEvent[place] === 1) {
      if (isFlagged) lastFlagged = place;
      continue;
    }
    score.goodPoints++;
    if (!isFlagged) continue;
    score.goodFlagged++;
    if (place - lastFlagged > rowGap) score.falseEvents++;
    lastFlagged = place;
  }
  score.days += ((truth.length - scoredFrom) * periodMs) / 86_400_000;
}

export interface ScoreFigures {
  readonly events: number;
  readonly foundShare: number;
  readonly goodFlaggedShare: number;
  readonly falseEventsPerDay: number;
  readonly kindNamedShare: number;
  readonly faultPointsShare: number;
}

export function figuresOf(score: FaultScore): ScoreFigures {
  const kinds = Object.values(score.kinds);
  const sum = (of: (kind: KindScore) => number): number => kinds.reduce((total, kind) => total + of(kind), 0);
  return {
    events: sum(({ events }) => events),
    foundShare:
      sum(({ found }) => found) /
      Math.max(
        1,
        sum(({ events }) => events),
      ),
    goodFlaggedShare: score.goodFlagged / Math.max(1, score.goodPoints),
    falseEventsPerDay: score.falseEvents / Math.max(1e-9, score.days),
    kindNamedShare:
      sum(({ named }) => named) /
      Math.max(
        1,
        sum(({ found }) => found),
      ),
    faultPointsShare:
      sum(({ pointsFlagged }) => pointsFlagged) /
      Math.max(
        1,
        sum(({ points }) => points),
      ),
  };
}
