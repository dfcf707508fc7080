import type { AlarmRecord, FactBody, FactRecord } from '@chengyun/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIncidentFold, type IncidentFold } from './incident-fold.ts';
import { alarm, factStream } from './testing/made-loop.ts';

const id = 'alarm-1';
const PHOTO = { media: 'photo', blob: 'a'.repeat(64), bytes: 900 } as const;

function begin() {
  const fold = createIncidentFold();
  const fact = factStream();
  fold.applyAlarm(alarm(1), 1100);
  const say = (tick: number, actor: string, body: FactBody): FactRecord => {
    const made = fact(tick, actor, body);
    fold.applyFact(made);
    return made;
  };
  return { fold, say, incident: () => fold.get(id)!.incident };
}

test('another team instead: the first one is called back and loses what it does afterwards', () => {
  const { say, incident } = begin();
  const first = say(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  const second = say(3, 'operator', { kind: 'reassign', task: first.id, officer: 'officer-2' });
  const late = say(4, 'officer-1', { kind: 'accept', task: first.id });
  say(4, 'officer-2', { kind: 'accept', task: second.id });
  expect(incident().tasks.map(({ officer, state }) => [officer, state])).toEqual([
    ['officer-1', 'recalled'],
    ['officer-2', 'accepted'],
  ]);
  expect(incident().superseded).toEqual([{ fact: late.id, by: second.id, kind: 'accept' }]);
});

test('the last team called back: the incident waits for one again', () => {
  const { say, incident } = begin();
  const sent = say(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  say(3, 'officer-1', { kind: 'accept', task: sent.id });
  say(4, 'operator', { kind: 'recall', task: sent.id });
  expect([incident().state, incident().tasks[0]?.state]).toEqual(['acknowledged', 'recalled']);
});

test('a silent officer is unreachable, the next one is sent, and a late receipt takes the first back', () => {
  const { say, incident } = begin();
  const sent = say(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  say(3, 'system', { kind: 'unreachable', task: sent.id });
  const next = say(4, 'system', {
    ...{ kind: 'escalate', alarm: id, hop: 'accepted', step: 1, to: 'officer-2', task: sent.id },
  });
  expect(incident().tasks).toMatchObject([
    { officer: 'officer-1', state: 'sent', isUnreachable: true },
    { officer: 'officer-2', state: 'sent', by: 'system', id: next.id },
  ]);
  expect(incident().escalations).toMatchObject([{ hop: 'accepted', step: 1, to: 'officer-2', task: sent.id }]);
  say(5, 'officer-1', { kind: 'delivered', task: sent.id });
  expect(incident().tasks[0]).toMatchObject({ state: 'delivered', isUnreachable: false });
  say(5, 'officer-1', { kind: 'accept', task: sent.id });
  const tooLate = say(6, 'system', {
    ...{ kind: 'escalate', alarm: id, hop: 'accepted', step: 2, to: 'wall', task: sent.id },
  });
  expect(incident().superseded).toEqual([{ fact: tooLate.id, by: sent.id, kind: 'escalate' }]);
});

test('a missed check-in stands until the next sign of life', () => {
  const { say, incident } = begin();
  const { id: task } = say(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  say(3, 'officer-1', { kind: 'accept', task });
  say(4, 'system', { kind: 'check-in-missed', task });
  expect(incident().tasks[0]?.isCheckInMissed).toBe(true);
  say(5, 'officer-1', { kind: 'check-in', task });
  expect(incident().tasks[0]).toMatchObject({ isCheckInMissed: false, signAt: 5002 });
});

test('who leads, what for, what was decided and where: as the server’s order has it', () => {
  const { say, incident } = begin();
  const lead = (tick: number, by: string, account: string | null) =>
    say(tick, by, { kind: 'role', alarm: id, role: 'commander', account });
  lead(2, 'operator', 'operator');
  lead(3, 'dispatcher', 'dispatcher');
  say(3, 'dispatcher', { kind: 'role', alarm: id, role: 'safety', account: 'officer-1' });
  say(4, 'operator', { kind: 'objective', alarm: id, text: 'one lane open' });
  say(4, 'dispatcher', { kind: 'objective', alarm: id, text: 'nobody enters' });
  say(5, 'operator', { kind: 'decision', alarm: id, text: 'close it' });
  for (const asset of ['pump-2', 'gate-1', 'pump-2']) say(6, 'operator', { kind: 'link', alarm: id, asset });
  expect(incident()).toMatchObject({
    roles: { commander: 'dispatcher', safety: 'officer-1' },
    objectives: [
      { by: 'operator', text: 'one lane open' },
      { by: 'dispatcher', text: 'nobody enters' },
    ],
    decisions: [{ by: 'operator', text: 'close it' }],
  });
  expect(incident().assets.filter((asset) => asset !== incident().asset)).toEqual(['pump-2', 'gate-1']);
  const gone = say(7, 'operator', { kind: 'unlink', alarm: id, asset: 'gate-1' });
  expect(incident().assets).toEqual(['pump-2']);
  const late = say(7, 'dispatcher', { kind: 'unlink', alarm: id, asset: 'gate-1' });
  expect(incident().superseded).toMatchObject([{ fact: late.id, kind: 'unlink' }]);
  say(8, 'operator', { kind: 'undo', fact: gone.id });
  // The second one was in time after all.
  expect(incident().assets).toEqual(['pump-2']);
  say(8, 'dispatcher', { kind: 'undo', fact: late.id });
  expect(incident().assets).toEqual(['pump-2', 'gate-1']);
  lead(9, 'operator', null);
  expect(incident().roles).toEqual({ safety: 'officer-1' });
});

test('closed against the sensor only with photo and checklist; worse again it is open', () => {
  const { fold, say, incident } = begin();
  const { id: task } = say(2, 'operator', { kind: 'dispatch', alarm: id, officer: 'officer-1' });
  for (const kind of ['accept', 'arrive', 'done'] as const) say(3, 'officer-1', { kind, task });
  say(4, 'operator', { kind: 'close', alarm: id, reason: 'gauge is broken' });
  expect(incident().state).toBe('resolved');
  say(5, 'officer-1', { kind: 'evidence', task, ...PHOTO });
  say(5, 'officer-1', { kind: 'step', alarm: id, step: 'pump.power', done: true });
  say(6, 'operator', { kind: 'close', alarm: id, reason: 'gauge is broken' });
  expect(incident()).toMatchObject({ state: 'closed', decisions: [{ text: 'gauge is broken' }] });
  expect(incident().hops.verified).toBe(incident().hops.closed);
  expect(incident().superseded.map(({ kind }) => kind)).toEqual(['close']);
  fold.applyAlarm(alarm(9, { transition: 'escalate', level: 'red', peak: 'red' }), 9100);
  expect(incident()).toMatchObject({ state: 'open', hops: { closed: null, verified: null } });
});

test('what was merged is one incident until it is split, and neighbours of a group are one by themselves', () => {
  const { fold, say } = begin();
  fold.applyAlarm(alarm(2, { id: 'b', asset: 'gauge-2', level: 'red', peak: 'red' }), 2100);
  fold.applyAlarm(alarm(2, { id: 'c', asset: 'gauge-3', group: id }), 2100);
  expect(fold.get(id)?.incident.alarms).toEqual([id, 'c']);
  const merged = say(3, 'operator', { kind: 'merge', alarm: id, others: ['b'] });
  expect(fold.get(id)?.incident).toMatchObject({
    alarms: [id, 'b', 'c'],
    level: 'red',
    assets: ['gauge-2', 'gauge-3'],
  });
  expect(fold.get('b')?.incident.mergedInto).toBe(id);
  say(3, 'operator', { kind: 'resolve', alarm: id });
  fold.applyAlarm(alarm(5, { transition: 'clear', state: 'cleared-unacknowledged' }), 5100);
  // Its own gauge is back, the merged one is not: nobody may call it closed.
  expect(fold.get(id)?.incident).toMatchObject({ state: 'open', hops: { closed: null } });
  fold.applyAlarm(alarm(6, { id: 'b', transition: 'clear', state: 'cleared-unacknowledged' }), 6100);
  fold.applyAlarm(alarm(6, { id: 'c', transition: 'clear', state: 'cleared-unacknowledged' }), 6100);
  expect(fold.get(id)?.incident.state).toBe('closed');
  say(7, 'operator', { kind: 'split', alarm: 'c' });
  expect(fold.get(id)?.incident.alarms).toEqual([id, 'b']);
  expect(fold.get('c')?.incident).toMatchObject({ mergedInto: null, alarms: ['c'] });
  expect(merged.body.kind).toBe('merge');
});

/** Two officers, an operator and the console act on one task; the engine goes on; phones deliver late and twice. */
const acts = fc.oneof(
  fc.record({
    who: fc.constantFrom('officer-1', 'officer-2'),
    what: fc.constantFrom('delivered', 'seen', 'accept', 'arrive', 'done', 'check-in', 'evidence', 'step', 'backup'),
  }),
  fc.record({
    who: fc.constant('operator'),
    what: fc.constantFrom('ack', 'dispatch', 'reassign', 'recall', 'resolve', 'close', 'merge', 'split', 'undo'),
  }),
  fc.record({
    who: fc.constant('system'),
    what: fc.constantFrom('shown', 'escalate', 'unreachable', 'check-in-missed'),
  }),
  fc.record({ who: fc.constant('engine'), what: fc.constantFrom('escalate', 'clear', 'update') }),
);
const OFFICERS = ['officer-1', 'officer-2'] as const;
const NO_HOPS = { observed: null, sent: null, committed: null, fired: null };

function bodyOf(what: string, task: string, officer: string, last: string): FactBody {
  const body: Readonly<Record<string, FactBody>> = {
    ack: { kind: 'ack', alarm: id },
    dispatch: { kind: 'dispatch', alarm: id, officer },
    reassign: { kind: 'reassign', task, officer },
    recall: { kind: 'recall', task },
    resolve: { kind: 'resolve', alarm: id },
    close: { kind: 'close', alarm: id, reason: 'seen on site' },
    merge: { kind: 'merge', alarm: id, others: ['alarm-2'] },
    split: { kind: 'split', alarm: 'alarm-2' },
    undo: { kind: 'undo', fact: last },
    evidence: { kind: 'evidence', task, ...PHOTO },
    step: { kind: 'step', alarm: id, step: 'look', done: true },
    shown: { kind: 'shown', alarm: id, hops: NO_HOPS },
    escalate: { kind: 'escalate', alarm: id, hop: 'accepted', step: 1, to: officer, task },
  };
  return body[what] ?? ({ kind: what, task } as FactBody);
}

function scene(steps: readonly (readonly [{ who: string; what: string }, number])[]) {
  const alarms: AlarmRecord[] = [alarm(1), alarm(1, { id: 'alarm-2', asset: 'gauge-2' })];
  const facts: FactRecord[] = [];
  const fact = factStream();
  const states = {
    escalate: 'active-unacknowledged',
    clear: 'cleared-unacknowledged',
    update: 'active-unacknowledged',
  };
  for (const [i, [{ who, what }, chance]] of steps.entries()) {
    const tick = 2 + Math.floor(i / 2);
    const makers = facts.filter(({ body }) => ['dispatch', 'reassign', 'escalate'].includes(body.kind));
    const task = makers.length > 0 ? makers[chance % makers.length]!.id : 'nobody/0/0';
    if (who !== 'engine')
      facts.push(fact(tick, who, bodyOf(what, task, OFFICERS[chance % 2]!, facts.at(-1)?.id ?? task)));
    else if (!alarms.some((made) => made.n === tick && made.transition === what)) {
      const transition = what as keyof typeof states;
      alarms.push(alarm(tick, { transition, state: states[transition] as AlarmRecord['state'] }));
    }
  }
  return { alarms, facts };
}

/** Reads the two streams in the order that the turns say, some records twice. */
function read(alarms: readonly AlarmRecord[], facts: readonly FactRecord[], turns: readonly boolean[], twice: boolean) {
  const fold = createIncidentFold();
  const left: [AlarmRecord[], FactRecord[]] = [[...alarms], [...facts]];
  const takeOne = (fromAlarms: boolean): void => {
    const record = fromAlarms ? left[0].shift() : left[1].shift();
    for (let times = twice ? 2 : 1; record && times > 0; times--) {
      if (record.k === 'alarm') fold.applyAlarm(record, record.at);
      else fold.applyFact(record);
    }
  };
  for (const turn of turns) takeOne(turn);
  while (left[0].length > 0) takeOne(true);
  while (left[1].length > 0) takeOne(false);
  return fold;
}

const byId = (fold: IncidentFold) => [...fold.incidents()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** What an act must have left behind unless it is superseded. */
function isKept(fold: IncidentFold, { id: fact, body, actor }: FactRecord): boolean {
  const { incident } = fold.get(id)!;
  const task = 'task' in body ? incident.tasks.find((one) => one.id === body.task) : undefined;
  switch (body.kind) {
    case 'dispatch':
    case 'reassign':
      return incident.tasks.some((one) => one.id === fact);
    case 'evidence':
      return incident.evidence.some(({ by }) => by === actor);
    case 'accept':
      return task?.times.accepted !== undefined;
    case 'arrive':
      return task?.times['on-scene'] !== undefined;
    case 'done':
      return task?.times.done !== undefined;
    case 'recall':
      return task?.state === 'recalled';
    case 'ack':
      return incident.hops.acknowledged !== null;
    case 'backup':
      return incident.notes.some(({ by }) => by === actor);
    default:
      return true;
  }
}

test('two officers and an operator at once: no act is lost, and every reader sees the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(acts, fc.nat(9)), { maxLength: 40 }),
      fc.array(fc.boolean(), { maxLength: 90 }),
      fc.array(fc.boolean(), { maxLength: 90 }),
      (steps, turns, otherTurns) => {
        const { alarms, facts } = scene(steps);
        const plain = read(alarms, facts, [], false);
        for (const [order, twice] of [
          [turns, false],
          [otherTurns, true],
        ] as const) {
          const other = read(alarms, facts, order, twice);
          expect(byId(other)).toEqual(byId(plain));
          expect(other.get(id)?.alarmState).toBe(plain.get(id)?.alarmState);
        }
        const lost = new Set(plain.get(id)!.incident.superseded.map(({ fact }) => fact));
        const orphans = new Set(plain.orphans().map((record) => record.id));
        for (const made of facts) {
          const isThere = lost.has(made.id) || orphans.has(made.id) || isKept(plain, made);
          expect(isThere, `${made.body.kind} of ${made.actor}`).toBe(true);
        }
      },
    ),
    { numRuns: 600 },
  );
});

test('an incident opened because of a report is known to its opener, and every hop up to there is stamped in order', () => {
  const fold = createIncidentFold();
  const fact = factStream();
  const opened = fact(1, 'operator', {
    ...{ kind: 'open', alarm: id, hazard: 'tree', level: 'yellow', domain: 'traffic', asset: 'road-1' },
    ...{ lonDeg: 121.5, latDeg: 31.2, reportedAt: 900 },
  });
  expect(fold.applyFact(opened)).toEqual([id]);
  expect(fold.get(id)).toBeNull();
  fold.applyAlarm(alarm(2, { observedAt: 900 }), 2100);
  fold.applyAlarm(alarm(2, { transition: 'ack', state: 'active-acknowledged' }), 2100);
  const { incident, alarmState, pending } = fold.get(id)!;
  expect([incident.state, incident.owner, alarmState, pending]).toEqual([
    ...['acknowledged', 'operator', 'active-acknowledged', null],
  ]);
  const { observed, sent, committed, fired, shown, acknowledged } = incident.hops;
  expect([observed, sent, committed, fired, shown, acknowledged]).toEqual([900, 900, opened.rxAt, 2100, 2100, 2100]);
  expect(incident.superseded).toEqual([]);
});
