/** An alarm as shown: the engine's newest record with people's unanswered facts on top, so that an answer is seen at once. */
import type { AlarmRecord, AlarmView, FactRecord } from '@chengyun/contracts';
import type { FoldedIncident } from '../state/incident-fold.ts';

export function alarmView(record: AlarmRecord, folded: FoldedIncident | null): AlarmView {
  const { id, rule, ruleVersion, domain, asset, state, level, peak, raisedAt, ackedAt, clearedAt } = record;
  const { shelvedUntil, by, title, why, action, metric, value, threshold, unit, inputs } = record;
  const { lonDeg, latDeg, radiusM, reason, call, group, inhibitedBy, isChattering } = record;
  const identity = { id, rule, ruleVersion, domain, asset, level, peak, raisedAt, clearedAt };
  const texts = { title, why, action, metric, value, threshold, unit, inputs, lonDeg, latDeg, radiusM };
  const grouping = { reason, call, group, inhibitedBy, isChattering };
  const answered = { ...identity, ...texts, ...grouping, state, ackedAt, shelvedUntil, by };
  const pending = folded?.pending;
  return folded && pending ? { ...answered, state: folded.alarmState, ...answerOf(pending) } : answered;
}

function answerOf(fact: FactRecord): Partial<AlarmView> {
  const atMs = fact.tlAt ?? fact.rxAt;
  switch (fact.body.kind) {
    case 'ack':
    case 'open':
      return { ackedAt: atMs, by: fact.actor };
    case 'shelve':
      return { shelvedUntil: atMs + fact.body.minutes * 60_000, by: fact.actor };
    case 'unshelve':
      return { shelvedUntil: null, by: fact.actor };
    default:
      return { ackedAt: null, by: fact.actor };
  }
}
