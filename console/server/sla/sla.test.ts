import type { AlarmRecord, FactBody, Timeline } from '@chengyun/contracts';
import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { createMetrics } from '@chengyun/platform/service/metrics.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIncidentFold } from '../../state/incident-fold.ts';
import { alarm } from '../../state/testing/made-loop.ts';
import type { TimelineState } from '../timeline-state.ts';
import { createRoster, shiftsFrom } from './roster.ts';
import { createSlaClock } from './sla-clock.ts';
import { SLA_DEFAULT, type SlaConfig, slaConfigFrom } from './sla-config.ts';

const START_MS = 1_000_000;
const ALARM = 'alarm-1';
const EPOCH = 'f'.repeat(16);

/** A console's clock over a fold of its own, with the facts that it stated and when. */
function city(
  options: { readonly config?: Partial<SlaConfig>; readonly pace?: number; readonly facts?: FactLog } = {},
) {
  const { pace = 1, facts = [] } = options;
  const clock = createManualClock(START_MS);
  const fold = createIncidentFold();
  const onDuty = new Set(['officer-1', 'officer-2', 'officer-3', 'deputy', 'chief']);
  let seq = 0;
  const apply = ({ actor, body, atMs }: FactLog[number]): string => {
    seq += 1;
    const role = actor === 'system' ? 'system' : actor.startsWith('officer') ? 'officer' : 'operator';
    const id = `${actor}/${EPOCH}/${seq}`;
    const times = { at: atMs, rxAt: atMs, tlAt: atMs };
    fold.applyFact({ k: 'fact', tl: 'live', id, actor, role, epoch: EPOCH, seq, ...times, body });
    return id;
  };
  const timeline = { id: 'live', clock: 'wall', pace, endedAtMs: null, kind: 'live' } as Timeline;
  const sla = createSlaClock({
    ...{ clock, timelines: () => [timeline], config: () => ({ ...SLA_DEFAULT, ...options.config }) },
    state: { timeline: () => ({ fold }) as TimelineState },
    people: () => ({
      isOnDuty: (account) => onDuty.has(account),
      nextOfficer: (_incident, tried) =>
        ['officer-1', 'officer-2', 'officer-3'].find((id) => onDuty.has(id) && !tried.has(id)) ?? null,
    }),
    stateOwn: async (_timeline, body) => {
      facts.push({ actor: 'system', body, atMs: clock.nowMs() });
      apply(facts.at(-1)!);
    },
    counts: createMetrics('console').component('sla'),
  });
  return {
    ...{ clock, fold, facts, onDuty, sla },
    raise: (level: AlarmRecord['level'] = 'red') =>
      fold.applyAlarm(alarm(1, { level, peak: level, observedAt: START_MS }), START_MS),
    say: (actor: string, body: FactBody): string => {
      facts.push({ actor, body, atMs: clock.nowMs() });
      return apply(facts.at(-1)!);
    },
    replay: () => facts.forEach(apply),
    /** Moves the clock second by second; gives what was stated, with the second. */
    async run(seconds: number) {
      const before = facts.length;
      for (let s = 0; s < seconds; s++) {
        clock.advance(1000);
        await sla.step();
      }
      return facts.slice(before).map(({ body, atMs }) => [(atMs - START_MS) / 1000, body] as const);
    },
  };
}
type FactLog = { readonly actor: string; readonly body: FactBody; readonly atMs: number }[];

test('a silent officer: unreachable, then the next one, then the wall when nobody is left', async () => {
  const { raise, say, run, fold } = city();
  raise();
  say('operator', { kind: 'ack', alarm: ALARM });
  const task = say('operator', { kind: 'dispatch', alarm: ALARM, officer: 'officer-1' });
  const said = await run(200);
  expect(said.map(([s, body]) => [s, body.kind, 'to' in body ? body.to : ''])).toEqual([
    [20, 'unreachable', ''],
    [60, 'escalate', 'officer-2'],
    [80, 'unreachable', ''],
    [120, 'escalate', 'officer-3'],
    [140, 'unreachable', ''],
    [180, 'escalate', 'wall'],
  ]);
  expect(said[1]?.[1]).toMatchObject({ hop: 'accepted', step: 1, task });
  expect(fold.get(ALARM)?.incident.tasks.map(({ officer }) => officer)).toEqual([
    'officer-1',
    'officer-2',
    'officer-3',
  ]);
});

test('who accepts in time is left alone; who goes off duty is replaced at once', async () => {
  const { raise, say, run, onDuty } = city();
  raise();
  const task = say('operator', { kind: 'dispatch', alarm: ALARM, officer: 'officer-1' });
  say('officer-1', { kind: 'delivered', task });
  await run(30);
  say('officer-1', { kind: 'accept', task });
  expect(await run(300)).toEqual([]);
  const other = say('operator', { kind: 'dispatch', alarm: ALARM, officer: 'officer-2' });
  onDuty.delete('officer-2');
  expect(await run(1)).toMatchObject([[331, { kind: 'escalate', to: 'officer-3', task: other }]]);
});

test('a desk that is late goes along its chain, one more each time, and last the wall', async () => {
  const { raise, run, say, onDuty } = city({ config: { desk: ['deputy', 'chief'] } });
  raise();
  onDuty.delete('deputy');
  const late = await run(200);
  expect(late.map(([s, body]) => [s, 'hop' in body && body.hop, 'to' in body && body.to])).toEqual([
    [60, 'acknowledged', 'chief'],
    [120, 'acknowledged', 'wall'],
  ]);
  say('operator', { kind: 'ack', alarm: ALARM });
  expect(await run(120)).toMatchObject([[320, { hop: 'dispatched', to: 'chief', step: 1 }]]);
});

test('a team that says nothing for too long is looked for; a sign of life ends it', async () => {
  const { raise, say, run } = city({ config: { checkInS: 100, checkInGraceS: 20 } });
  raise('yellow');
  const task = say('operator', { kind: 'dispatch', alarm: ALARM, officer: 'officer-1' });
  say('officer-1', { kind: 'accept', task });
  expect(await run(150)).toEqual([[120, { kind: 'check-in-missed', task }]]);
  say('officer-1', { kind: 'check-in', task });
  expect(await run(119)).toEqual([]);
  expect(await run(1)).toMatchObject([[270, { kind: 'check-in-missed' }]]);
});

test('an alarm that is over, or kept quiet, is nobody’s lateness; an exercise counts its own seconds', async () => {
  const quiet = city();
  quiet.raise();
  quiet.fold.applyAlarm(alarm(2, { transition: 'suppress', state: 'suppressed' }), START_MS + 1);
  expect(await quiet.run(300)).toEqual([]);
  const fast = city({ pace: 30 });
  fast.raise();
  expect((await fast.run(3)).map(([s]) => s)).toEqual([2]);
});

test('a restart neither forgets nor repeats: however often, the same is stated at the same second', async () => {
  const whole = city();
  whole.raise();
  const act = (one: ReturnType<typeof city>) =>
    one.say('operator', { kind: 'dispatch', alarm: ALARM, officer: 'officer-1' });
  act(whole);
  await whole.run(240);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 239 }), { maxLength: 5 }), async (cuts) => {
      const facts: FactLog = [];
      let now = city({ facts });
      now.raise();
      act(now);
      let at = 0;
      for (const cut of [...cuts].sort((a, b) => a - b).concat(240)) {
        await now.run(cut - at);
        at = cut;
        now = city({ facts });
        now.raise();
        now.clock.advance(cut * 1000);
        now.replay();
      }
      expect(facts).toEqual(whole.facts);
    }),
    { numRuns: 30 },
  );
});

test('sla.json overrides what it names and says what is wrong with it', () => {
  const config = slaConfigFrom('sla.json', '{"levels":{"red":{"accepted":45}},"desk":["chief"]}');
  expect(config.levels.red).toEqual({ ...SLA_DEFAULT.levels.red, accepted: 45 });
  expect(config.levels.blue).toEqual(SLA_DEFAULT.levels.blue);
  expect(config.desk).toEqual(['chief']);
  expect(() => slaConfigFrom('sla.json', '{')).toThrow(/^sla\.json is not valid JSON/);
  expect(() => slaConfigFrom('sla.json', '{"levels":{"red":{"accepted":-1}}}')).toThrow(
    /^sla\.json: levels\.red\.accepted /,
  );
  expect(() => slaConfigFrom('sla.json', '{"checkIn":3}')).toThrow(/^sla\.json: /);
});

test('a roster knows nights, weekdays and who it does not speak of', () => {
  const text = JSON.stringify({
    shifts: [
      { name: '白班', from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5], people: ['officer-1'] },
      { name: '夜班', from: '20:00', to: '08:00', days: [5], people: ['officer-2'] },
    ],
  });
  const roster = createRoster(shiftsFrom('roster.json', text));
  /** City time: 2026-11-27 is a Friday. */
  const at = (day: number, hour: number) => Date.UTC(2026, 10, day, hour - 8);
  expect([at(27, 8), at(27, 19), at(27, 20), at(28, 9)].map((ms) => roster.isInShift('officer-1', ms))).toEqual([
    ...[true, true, false, false],
  ]);
  expect(
    [at(27, 7), at(27, 21), at(28, 7), at(28, 8), at(28, 21)].map((ms) => roster.isInShift('officer-2', ms)),
  ).toEqual([...[false, true, true, false, false]]);
  expect(roster.isInShift('officer-9', at(28, 3))).toBe(true);
  expect(roster.shiftsAt(at(28, 3))).toEqual(['夜班']);
  expect(() => shiftsFrom('roster.json', '{"shifts":[{"name":"x"}]}')).toThrow(/^roster\.json: shifts\.0/);
});
