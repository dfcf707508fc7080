import type { AlarmRecord, FactRecord } from '@chengyun/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIncidentFold } from './incident-fold.ts';
import { alarm, factStream as stream } from './testing/made-loop.ts';

const id = 'alarm-1';

test('the whole loop: acknowledged, sent, received, accepted, on scene, done, verified by the sensor', () => {
  const fold = createIncidentFold();
  const fact = stream();
  fold.applyAlarm(alarm(1), 1100, { observed: 880, sent: 900, committed: 1050 });
  const hops = { observed: 880, sent: 900, committed: 1050, fired: 1100 };
  fold.applyFact(fact(1, 'system', { kind: 'shown', alarm: id, hops }));
  fold.applyFact(fact(2, 'operator', { kind: 'ack', alarm: id }));
  const sent = fact(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  fold.applyFact(sent);
  expect(fold.get(id)?.alarmState).toBe('active-acknowledged');
  fold.applyAlarm(alarm(3, { transition: 'ack', state: 'active-acknowledged' }), 3100);
  const task = sent.id;
  expect(fold.alarmOfTask(task)).toBe(id);
  for (const kind of ['delivered', 'seen', 'accept', 'arrive', 'done'] as const) {
    fold.applyFact(fact(4, 'officer-1', { kind, task }, 3));
  }
  expect(fold.get(id)?.incident).toMatchObject({ state: 'resolved', owner: 'officer-1', superseded: [] });
  fold.applyAlarm(alarm(9, { transition: 'clear', state: 'normal' }), 9100);
  const { incident } = fold.get(id)!;
  expect(incident.state).toBe('closed');
  expect(incident.tasks).toMatchObject([{ id: task, officer: 'officer-1', by: 'operator', state: 'done' }]);
  expect(incident.trace).toBe('alarm-1'.padStart(32, '0'));
  expect(Object.values(incident.hops).every((at) => at !== null)).toBe(true);
  expect(incident.hops).toMatchObject({ observed: 880, sent: 900, shown: 1001, delivered: 3998, verified: 9100 });
});

test('the second to dispatch the same team changes nothing and is seen to have lost', () => {
  const fold = createIncidentFold();
  const fact = stream();
  fold.applyAlarm(alarm(1), 1100);
  const first = fact(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  const second = fact(2, 'dispatcher', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  fold.applyFact(first);
  fold.applyFact(second);
  expect(fold.get(id)?.incident.tasks).toHaveLength(1);
  expect(fold.get(id)?.incident.superseded).toEqual([{ fact: second.id, by: first.id, kind: 'dispatch' }]);
});

test('a dispatch is taken back within ten seconds, but not once it was accepted', () => {
  const run = (accepted: boolean) => {
    const fold = createIncidentFold();
    const fact = stream();
    fold.applyAlarm(alarm(1), 1100);
    const sent = fact(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
    fold.applyFact(sent);
    if (accepted) fold.applyFact(fact(3, 'officer-1', { kind: 'accept', task: sent.id }));
    fold.applyFact(fact(4, 'operator', { kind: 'undo', fact: sent.id }));
    fold.applyFact(fact(5, 'officer-1', { kind: 'arrive', task: sent.id }));
    return fold.get(id)!.incident;
  };
  const undone = run(false);
  expect([undone.state, undone.tasks[0]?.state]).toEqual(['open', 'recalled']);
  expect(undone.superseded.map((lost) => lost.kind)).toEqual(['dispatch', 'arrive']);
  const kept = run(true);
  expect([kept.state, kept.tasks[0]?.state]).toEqual(['on-scene', 'on-scene']);
  expect(kept.superseded.map((lost) => lost.kind)).toEqual(['undo']);
});

test('resolved while the hazard lasts waits for the sensor, and a worse reading opens it again', () => {
  const fold = createIncidentFold();
  const fact = stream();
  fold.applyAlarm(alarm(1), 1100);
  fold.applyFact(fact(2, 'operator', { kind: 'resolve', alarm: id }));
  expect(fold.get(id)?.incident.state).toBe('resolved');
  fold.applyAlarm(alarm(3, { transition: 'escalate', level: 'red', peak: 'red' }), 3100);
  expect(fold.get(id)?.incident).toMatchObject({ state: 'open', level: 'red' });
  fold.applyFact(fact(4, 'operator', { kind: 'resolve', alarm: id }));
  fold.applyAlarm(alarm(5, { transition: 'clear', state: 'cleared-unacknowledged' }), 5100);
  expect(fold.get(id)?.incident.state).toBe('closed');
});

test('with two teams the last one done resolves, and one that never accepted is called back', () => {
  const fold = createIncidentFold();
  const fact = stream();
  fold.applyAlarm(alarm(1), 1100);
  const one = fact(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  fold.applyFact(one);
  fold.applyFact(fact(3, 'officer-1', { kind: 'accept', task: one.id }));
  const two = fact(4, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-2' });
  fold.applyFact(two);
  expect(fold.get(id)?.incident.state).toBe('dispatched');
  fold.applyFact(fact(5, 'officer-1', { kind: 'arrive', task: one.id }));
  expect(fold.get(id)?.incident.state).toBe('on-scene');
  fold.applyFact(fact(6, 'officer-1', { kind: 'done', task: one.id, note: '已排水' }));
  const { incident } = fold.get(id)!;
  expect(incident.state).toBe('resolved');
  expect(incident.tasks.map((task) => task.state)).toEqual(['done', 'recalled']);
  expect(incident.notes).toEqual([{ by: 'officer-1', at: 6003, text: '已排水' }]);
});

test('closed incidents are forgotten beyond the limit, open ones never', () => {
  const fold = createIncidentFold(2);
  for (let i = 1; i <= 4; i += 1) {
    fold.applyAlarm(alarm(i, { id: `a${i}` }), i);
    if (i !== 2) fold.applyAlarm(alarm(i, { id: `a${i}`, transition: 'clear', state: 'normal' }), i);
  }
  expect(fold.incidents().map((incident) => incident.id)).toEqual(['a2', 'a4']);
  expect(fold.forgotten()).toBe(2);
});

describe('any reading order', () => {
  const officers = ['officer-1', 'officer-2'];
  const desk = fc.constantFrom('operator', 'dispatcher');
  const step = fc.oneof(
    fc.record({ who: desk, what: fc.constantFrom('ack', 'resolve', 'dispatch', 'note', 'undo', 'shelve') }),
    fc.record({
      who: fc.constantFrom(...officers),
      what: fc.constantFrom('delivered', 'seen', 'accept', 'arrive', 'done', 'backup'),
    }),
    fc.record({ who: fc.constant('engine'), what: fc.constantFrom('escalate', 'clear', 'raise', 'ack', 'update') }),
  );

  /** Turns abstract steps into the two streams; a task names one of the dispatches that were made before it. */
  function streamsFrom(steps: readonly { who: string; what: string; pick: number }[]) {
    const alarms: AlarmRecord[] = [alarm(1)];
    const facts: FactRecord[] = [];
    const fact = stream();
    const states = {
      escalate: 'active-unacknowledged',
      clear: 'cleared-unacknowledged',
      raise: 'active-unacknowledged',
      ack: 'active-acknowledged',
      update: 'active-unacknowledged',
    } as const;
    for (const [i, { who, what, pick }] of steps.entries()) {
      const tick = 2 + Math.floor(i / 2);
      const sent = facts.filter((made) => made.body.kind === 'dispatch');
      const target = sent.length > 0 ? sent[pick % sent.length]!.id : 'nobody/0/0';
      if (who === 'engine') {
        const transition = what as keyof typeof states;
        const same = alarms.some((made) => made.n === tick && made.transition === transition);
        if (!same) alarms.push(alarm(tick, { transition, state: states[transition] }));
      } else if (what === 'dispatch') {
        facts.push(fact(tick, who, { kind: 'dispatch', alarm: id, officer: officers[pick % 2]! }));
      } else if (what === 'undo') {
        facts.push(fact(tick, who, { kind: 'undo', fact: facts.at(-1)?.id ?? target }));
      } else if (what === 'shelve') {
        facts.push(fact(tick, who, { kind: 'shelve', alarm: id, minutes: 15, reason: 'known' }));
      } else if (what === 'note') {
        facts.push(fact(tick, who, { kind: 'note', alarm: id, text: `note ${i}` }));
      } else if (what === 'ack' || what === 'resolve') {
        facts.push(fact(tick, who, { kind: what, alarm: id }));
      } else {
        const kind = what as 'delivered' | 'seen' | 'accept' | 'arrive' | 'done' | 'backup';
        facts.push(fact(tick, who, { kind, task: target }));
      }
    }
    return { alarms, facts };
  }

  const cases = fc.tuple(
    fc.array(fc.tuple(step, fc.nat(9)), { maxLength: 30 }).map((list) => list.map(([s, pick]) => ({ ...s, pick }))),
    fc.array(fc.boolean(), { maxLength: 80 }),
    fc.boolean(),
  );

  test('gives the same incidents, and no action is lost', () => {
    fc.assert(
      fc.property(cases, ([steps, turns, repeat]) => {
        const { alarms, facts } = streamsFrom(steps);
        const plain = createIncidentFold();
        for (const record of alarms) plain.applyAlarm(record, record.at);
        for (const record of facts) plain.applyFact(record);

        const mixed = createIncidentFold();
        const left: [AlarmRecord[], FactRecord[]] = [[...alarms], [...facts]];
        const takeOne = (fromAlarms: boolean) => {
          const record = fromAlarms ? left[0].shift() : left[1].shift();
          if (record?.k === 'alarm') mixed.applyAlarm(record, record.at);
          if (record?.k === 'fact') mixed.applyFact(record);
        };
        for (const turn of turns) takeOne(turn);
        while (left[0].length > 0) takeOne(true);
        while (left[1].length > 0) takeOne(false);
        if (repeat) {
          for (const record of alarms) mixed.applyAlarm(record, record.at + 5);
          for (const record of facts) mixed.applyFact(record);
        }
        expect(mixed.incidents()).toEqual(plain.incidents());
        expect(mixed.get(id)?.alarmState).toBe(plain.get(id)?.alarmState);

        const { incident } = plain.get(id)!;
        const lost = new Set(incident.superseded.map((entry) => entry.fact));
        const orphans = new Set(plain.orphans().map((record) => record.id));
        const dispatches = facts.filter((record) => record.body.kind === 'dispatch');
        for (const made of dispatches) {
          expect(lost.has(made.id) || incident.tasks.some((task) => task.id === made.id)).toBe(true);
        }
        for (const made of facts) {
          if (orphans.has(made.id)) expect(lost.has(made.id)).toBe(false);
          if (made.body.kind === 'note' && !lost.has(made.id)) {
            const { text } = made.body;
            expect(incident.notes.some((entry) => entry.text === text)).toBe(true);
          }
        }
        expect(lost.size).toBe(incident.superseded.length);
      }),
      { numRuns: 500 },
    );
  });
});
