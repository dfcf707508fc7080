/**
 * What people did to alarms: acknowledge, shelve with expiry, unshelve, take back, open one for a reported hazard and
 * close it. A fact that no longer fits the state of its alarm (somebody else was faster) changes nothing and is counted
 * by the caller.
 */
import {
  type AlarmRecord,
  type AlarmTransition,
  type FactRecord,
  nextAlarmState,
  REPORTED_RULE,
} from '@chengyun/contracts';
import { type Moment, moveAlarm } from './alarm-record.ts';
import type { AlarmSlot } from './binding.ts';
import type { Emit } from './evaluate.ts';
import { reportedAlarm } from './reported-alarm.ts';

/** A fact that was applied, so that it can be taken back. */
export interface Act {
  readonly fact: string;
  readonly alarm: string;
  readonly transition: AlarmTransition;
}

/** Facts older than these many can no longer be taken back; the desk offers undo for 10 seconds. */
export const ACTS_MAX = 1_000;

const MS_PER_MIN = 60_000;

/**
 * False when the fact no longer fits the state of its alarm. `acts` is both read (undo) and appended to; `raise` hands on
 * an alarm that no rule watches.
 */
export function applyFact(
  fact: FactRecord,
  slotOf: (alarm: string) => AlarmSlot | undefined,
  acts: Act[],
  moment: Moment,
  { emit, raise }: { readonly emit: Emit; readonly raise: Emit },
): boolean {
  const { body } = fact;
  const move = (alarm: string, transition: AlarmTransition, patch: Partial<AlarmRecord>): boolean => {
    const slot = slotOf(alarm);
    if (!slot?.record || nextAlarmState(slot.record.state, transition) === null) return false;
    const record = moveAlarm(slot.record, moment, transition, { by: fact.actor, ...patch });
    slot.record = record.state === 'normal' ? null : record;
    emit(record, slot);
    acts.push({ fact: fact.id, alarm, transition });
    if (acts.length > ACTS_MAX) acts.shift();
    return true;
  };
  switch (body.kind) {
    case 'ack':
      return move(body.alarm, 'ack', { ackedAt: moment.atMs });
    case 'open': {
      if (slotOf(body.alarm)) return false;
      const record = reportedAlarm(body, moment);
      raise(record, { record, spokeAtMs: moment.atMs });
      // Whoever opened it knows of it.
      return move(body.alarm, 'ack', { ackedAt: moment.atMs });
    }
    case 'close': {
      // Others end by their sensor; of a reported one the proof of people is all there is.
      if (slotOf(body.alarm)?.record?.rule !== REPORTED_RULE) return true;
      move(body.alarm, 'ack', { ackedAt: moment.atMs });
      return move(body.alarm, 'clear', { clearedAt: moment.atMs });
    }
    case 'shelve':
      return move(body.alarm, 'shelve', {
        shelvedUntil: moment.atMs + body.minutes * MS_PER_MIN,
        reason: body.reason,
      });
    case 'unshelve':
      return move(body.alarm, 'unshelve', { shelvedUntil: null, reason: null });
    case 'undo': {
      const act = acts.find((each) => each.fact === body.fact);
      if (act?.transition === 'ack') return move(act.alarm, 'unack', { ackedAt: null });
      if (act?.transition === 'shelve') return move(act.alarm, 'unshelve', { shelvedUntil: null, reason: null });
      return false;
    }
    default:
      // Dispatch, tasks and notes belong to the incident, not to the alarm.
      return true;
  }
}

/** Ends a shelving whose time is over. */
export function unshelveExpired(slot: AlarmSlot, moment: Moment, emit: Emit): void {
  const { record } = slot;
  if (record?.state !== 'shelved' || record.shelvedUntil === null || record.shelvedUntil > moment.atMs) return;
  slot.record = moveAlarm(record, moment, 'unshelve', { shelvedUntil: null, by: null, reason: null });
  emit(slot.record, slot);
}
