import type { AlarmRecord } from '@chengyun/contracts';
import { scenarioNamed } from '@chengyun/simulators/scenarios/index.ts';
import type { Truth } from '@chengyun/simulators/scenarios/truth.ts';
import { expect, test } from 'vitest';
import { runScenario, truthFor } from './drill.ts';
import { scoreScenario } from './score-scenario.ts';
import { scoreScenarios } from './score-scenarios.ts';

const alarms = runScenario('typhoon');
const startMs = Date.UTC(2026, 8, 11);
const made = (part: Partial<AlarmRecord>) => ({ ...alarms[0]!, ...part });

test('the typhoon against its sealed truth: everything found, water that is foreseen before it is there', () => {
  const { figures } = scoreScenarios([
    scoreScenario(truthFor('typhoon', undefined), alarms, scenarioNamed('typhoon').startMs),
  ]);
  expect(figures).toMatchObject({ hazards: 9, pod: 1, false_alarms: 0, warned_before_share: 1 });
});

const wall: Truth = {
  ...{ scenario: 'typhoon', seed: 1, seal: '' },
  hazards: [{ kind: 'overtop', asset: 'wall', fromMin: 300, toMin: 320, peak: 5 }],
};
const red = (minute: number, transition: AlarmRecord['transition'] = 'raise') =>
  made({ rule: 'flood.overtopping', asset: 'wall', level: 'red', transition, at: startMs + minute * 60_000 });

test('an alarm within four hours before its hazard is its warning; one long before or after it is false', () => {
  expect(scoreScenario(wall, [red(270)], startMs).rows[0]?.leadMin).toBe(30);
  const early = scoreScenario(wall, [red(20)], startMs);
  expect([early.found, early.falseAlarms]).toEqual([0, 1]);
  const after = scoreScenario(wall, [red(270), red(321)], startMs);
  expect([after.found, after.falseAlarms]).toEqual([1, 1]);
});

test('what was warned of too late counts as found and not as warned before', () => {
  const { figures } = scoreScenarios([scoreScenario(wall, [red(305)], startMs)]);
  expect(figures.pod).toBe(1);
  expect(figures.warned_before_share).toBe(0);
});

test('that a station is silent is neither a warning nor a false alarm', () => {
  const silent = { ...red(270), condition: 'no-data' };
  const report = scoreScenario(wall, [silent, { ...silent, at: startMs }], startMs);
  expect(report).toMatchObject({ found: 0, falseAlarms: 0, silences: 2 });
});
