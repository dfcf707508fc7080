import { basemapData } from '@chengyun/basemap';
import type { AlarmRecord, FactRecord, ResponseProposal, TickRecord } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains';
import { expect, test } from 'vitest';
import { createRiskAssessor } from './assessor.ts';
import { makeAlarm } from './made-alarm.ts';
import { createPlaceProfiles } from './place-profiles.ts';

const MIN_MS = 60_000;
const deps = {
  places: createPlaceProfiles(basemapData()),
  domains: DOMAINS,
  assets: DOMAINS.flatMap((domain) => domain.assets),
  onDropped: (count: number) => {
    throw new Error(`${count} places dropped`);
  },
};
const tick = (n: number): TickRecord => ({ k: 'tick', tl: 'live', n, at: n * MIN_MS, facts: 0 });
const confirm = (level: 'IV' | 'III' | 'II' | 'I' | null): FactRecord => ({
  ...{ k: 'fact', tl: 'live', id: 'duty/e/1', actor: 'duty', role: 'operator', epoch: 'e', seq: 1, at: 0, rxAt: 0 },
  body: { kind: 'confirm-response', level, reason: 'typhoon' },
});
const lastResponse = (records: readonly { k: string }[]) =>
  records.filter((record): record is ResponseProposal => record.k === 'response').at(-1);

test('a level is proposed with evidence, waits for a person, and falls only after half an hour', () => {
  const assessor = createRiskAssessor(deps);
  const red = [makeAlarm({})];
  expect(assessor.assess(tick(1), [], [], [])).toEqual([]);
  const first = lastResponse(assessor.assess(tick(2), red, [], []));
  expect(first).toMatchObject({ proposed: 'II', inForce: null, proposedAt: 2 * MIN_MS, overdueAt: 17 * MIN_MS });
  expect(first?.evidence).toMatchObject([{ alarm: 'a1', weight: 1 }]);
  expect(assessor.assess(tick(3), red, [], [])).toEqual([]);
  const confirmed = lastResponse(assessor.assess(tick(4), red, [confirm('II')], []));
  expect(confirmed).toMatchObject({ inForce: 'II', confirmedBy: 'duty', proposedAt: null, overdueAt: null });
  for (let n = 5; n < 35; n++) expect(lastResponse(assessor.assess(tick(n), [], [], []))).toBeUndefined();
  expect(lastResponse(assessor.assess(tick(35), [], [], []))).toMatchObject({ proposed: null, inForce: 'II' });
});

test('four red places under two rules ask for level I', () => {
  const alarms = ['a', 'b', 'c', 'd'].map((asset, i) =>
    makeAlarm({ id: asset, asset, rule: i === 0 ? 'flood.overtopping' : 'flood.underpass' }),
  );
  const assessor = createRiskAssessor(deps);
  expect(lastResponse(assessor.assess(tick(1), alarms, [], []))?.proposed).toBe('I');
  expect(lastResponse(createRiskAssessor(deps).assess(tick(1), alarms.slice(1), [], []))?.proposed).toBe('II');
});

test('restarted anywhere it says the same and repeats nothing', () => {
  const story = (n: number): readonly AlarmRecord[] =>
    n % 50 < 10 ? [] : [makeAlarm({ level: n % 20 < 10 ? 'orange' : 'red' })];
  const factsAt = (n: number) => (n === 37 ? [confirm('III')] : []);
  const run = (restartAt: number) => {
    let assessor = createRiskAssessor(deps);
    const said: string[] = [];
    for (let n = 1; n <= 150; n++) {
      if (n === restartAt) {
        const state = JSON.parse(JSON.stringify(assessor.save()));
        assessor = createRiskAssessor(deps);
        assessor.load(state);
      }
      said.push(...assessor.assess(tick(n), story(n), factsAt(n), []).map((record) => JSON.stringify(record)));
    }
    return said;
  };
  const whole = run(0);
  expect(whole.length).toBeGreaterThan(5);
  for (const at of [2, 11, 21, 37, 38, 60, 85, 100, 149]) expect(run(at)).toEqual(whole);
});
