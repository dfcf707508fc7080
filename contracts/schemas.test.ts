import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { ALARM_STATES, ALARM_TABLE, ALARM_TRANSITIONS_BY, nextAlarmState } from './alarm.ts';
import { INCIDENT_MOVES, INCIDENT_STATES, INCIDENT_TABLE, nextIncidentState } from './incident.ts';
import { bitsFromFlags, flagsFromBits, QUALITY_FLAGS } from './quality.ts';
import { IDENTITY_FIELDS } from './rejection.ts';
import { AlarmRecordSchema, TopicSchema } from './schemas.ts';
import { DOWN_CHANNELS, parseTopic, topicOf, UP_CHANNELS } from './topics.ts';
import { EventsMessageSchema, ObservationsMessageSchema, StatusMessageSchema } from './uplink.ts';

const record = {
  ...{ k: 'alarm', tl: 'live', n: 1, at: 5, id: '0123456789abcdef', rule: 'r', ruleVersion: 1, condition: 'level' },
  ...{ domain: 'flood', asset: 'a', transition: 'raise', state: 'active-unacknowledged', level: 'red', peak: 'red' },
  ...{ raisedAt: 5, ackedAt: null, clearedAt: null, shelvedUntil: null, by: null, metric: 'water.level', unit: 'm' },
  ...{ title: { zh: '', en: '' }, why: { zh: '', en: '' }, action: { zh: '', en: '' }, value: 5.4, threshold: 5.3 },
  ...{ reason: null, call: 'new', group: null, inhibitedBy: null, isChattering: false },
  ...{ inputs: { level: 5.4 }, lonDeg: 121.5, latDeg: 31.2, radiusM: 800, trace: null, observedAt: 5 },
};

describe('schemas', () => {
  it('take an alarm record and refuse one with a field too many or a state that does not exist', () => {
    const schema = Compile(AlarmRecordSchema);
    expect(schema.Check(record)).toBe(true);
    expect(schema.Check({ ...record, face: 1 })).toBe(false);
    expect(schema.Check({ ...record, state: 'open' })).toBe(false);
  });

  it('know the topics that the code makes', () => {
    const schema = Compile(TopicSchema);
    for (const channel of [...UP_CHANNELS, ...DOWN_CHANNELS]) {
      expect(schema.Check(topicOf('rtu-1', channel))).toBe(true);
      expect(parseTopic(topicOf('rtu-1', channel))).toEqual({ device: 'rtu-1', channel });
    }
    for (const topic of ['chengyun/v1/devices/rtu-1', 'chengyun/v1/devices/rtu-1/face', 'other/v1/devices/a/status']) {
      expect(schema.Check(topic) || parseTopic(topic) !== null, topic).toBe(false);
    }
  });

  it('have no room for a field that identifies a person, wherever it is put', () => {
    const envelope = { v: 1, device: 'rtu-1', epoch: '1-0123456789abcdef', seq: 1, sent_at: 1 };
    const observation = { metric: 'water.level', at: 1, value: 1 };
    const event = { event: 'agent.restarted', at: 1, reason: 'power' };
    const observations = Compile(ObservationsMessageSchema);
    const events = Compile(EventsMessageSchema);
    const status = Compile(StatusMessageSchema);
    expect(observations.Check({ ...envelope, items: [observation] })).toBe(true);
    expect(events.Check({ ...envelope, items: [event] })).toBe(true);
    for (const field of IDENTITY_FIELDS) {
      expect(observations.Check({ ...envelope, [field]: 'x', items: [observation] }), field).toBe(false);
      expect(observations.Check({ ...envelope, items: [{ ...observation, [field]: 'x' }] }), field).toBe(false);
      expect(events.Check({ ...envelope, items: [{ ...event, [field]: 'x' }] }), field).toBe(false);
      expect(status.Check({ v: 1, device: 'a1', online: true, sent_at: 1, [field]: 'x' }), field).toBe(false);
    }
  });
});

describe('tables', () => {
  it('lead only to states that exist, and every state can be left', () => {
    for (const state of ALARM_STATES) {
      const moves = ALARM_TRANSITIONS_BY.map((move) => nextAlarmState(state, move)).filter((next) => next !== null);
      expect(moves.length, state).toBeGreaterThan(0);
      for (const next of moves) expect(ALARM_TABLE).toHaveProperty(next);
    }
    for (const state of INCIDENT_STATES) {
      const moves = INCIDENT_MOVES.map((move) => nextIncidentState(state, move)).filter((next) => next !== null);
      expect(moves.length, state).toBeGreaterThan(0);
      for (const next of moves) expect(INCIDENT_TABLE).toHaveProperty(next);
    }
  });

  it('bring every alarm back to normal by clearing and acknowledging, in either order', () => {
    const afterClearFirst = nextAlarmState(nextAlarmState('active-unacknowledged', 'clear') ?? 'normal', 'ack');
    const afterAckFirst = nextAlarmState(nextAlarmState('active-unacknowledged', 'ack') ?? 'normal', 'clear');
    expect([afterClearFirst, afterAckFirst]).toEqual(['normal', 'normal']);
  });
});

describe('quality flags', () => {
  it('survive the store', () => {
    fc.assert(
      fc.property(fc.subarray([...QUALITY_FLAGS]), (flags) => {
        expect(flagsFromBits(bitsFromFlags(flags))).toEqual(flags);
      }),
    );
  });
});
