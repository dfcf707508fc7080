import { HOPS, type Hop, type Incident } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { missedMarks } from '../set-score.ts';
import { LOOP_MARKS, scoreLoop } from './loop-score.ts';
import { writeScript } from './script.ts';

const whole = Object.fromEntries(HOPS.map((hop, i) => [hop, i * 1000])) as Record<Hop, number | null>;
const incident = (part: Partial<Incident> = {}) =>
  ({ state: 'closed', hops: whole, tasks: [], escalations: [], ...part }) as unknown as Incident;
const silentTask = { id: 't', officer: 'officer-2', times: { sent: 1000 } };
const passedOn = (at: number) =>
  incident({
    tasks: [silentTask] as unknown as Incident['tasks'],
    escalations: [{ at, hop: 'accepted', step: 1, to: 'officer-1', task: 't' }],
  });
const run = (incidents: readonly Incident[]) =>
  scoreLoop({ hazards: 2, incidents, silent: 'officer-2', pace: 5, acceptLimitS: 60, lostFacts: 0 });

test('a day on which everything went well holds every mark', () => {
  // 60 s of the exercise are 12 of the wall, and four more seconds of it passed.
  const figures = run([incident(), passedOn(1000 + 12_800)]);
  expect(figures).toMatchObject({
    complete_hop_lists_share: 1,
    silent_escalated_after_limit_s_max: 4,
    silent_tasks: 1,
  });
  expect(missedMarks(figures, LOOP_MARKS)).toEqual([]);
});

test('a hop that is missing, a silent officer who is let be and an alarm that never came are seen', () => {
  const figures = run([incident({ hops: { ...whole, shown: null } })]);
  expect(missedMarks(figures, LOOP_MARKS).map((sentence) => sentence.split(' ')[0])).toEqual([
    ...['incidents_share', 'complete_hop_lists_share', 'closed_share', 'accepted_within_60s_share'],
    'silent_escalated_share',
  ]);
  const late = run([passedOn(1000 + 14_000), incident()]);
  expect(missedMarks(late, LOOP_MARKS)).toEqual(['silent_escalated_after_limit_s_max is 10, above 5']);
});

test('a script is the same for the same seed, and another for another', () => {
  expect(writeScript(3)).toMatchObject({ beginsS: writeScript(3).beginsS });
  expect(writeScript(3).of(7)).toEqual(writeScript(3).of(7));
  expect(writeScript(3).beginsS).not.toEqual(writeScript(4).beginsS);
  expect(writeScript(3).beginsS).toHaveLength(40);
});
