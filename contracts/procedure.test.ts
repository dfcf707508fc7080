import { expect, test } from 'vitest';
import { openSteps, type Procedure, stepsFor } from './procedure.ts';

const text = { zh: '关', en: 'close' };
const plan: Procedure = [
  { id: 'look', kind: 'check', text },
  { id: 'close', kind: 'closure', text, when: { valueFrom: 25 } },
  { id: 'move', kind: 'evacuation', text, when: { levelFrom: 'red' } },
  { id: 'open', kind: 'closure', text, when: { after: 'close' } },
];
const seen = (part: Partial<Parameters<typeof stepsFor>[1]> = {}) => ({
  ...{ peak: 'yellow' as const, peakValue: null, steps: [], ...part },
});
const ids = (steps: Procedure) => steps.map(({ id }) => id);
const tick = (...steps: string[]) => steps.map((step) => ({ step, by: 'officer-1', at: 1 }));

test('a step appears when its condition has come true', () => {
  expect(ids(stepsFor(plan, seen()))).toEqual(['look']);
  expect(ids(stepsFor(plan, seen({ peakValue: 24.9 })))).toEqual(['look']);
  expect(ids(stepsFor(plan, seen({ peakValue: 25 })))).toEqual(['look', 'close']);
  expect(ids(stepsFor(plan, seen({ peak: 'red', peakValue: 40 })))).toEqual(['look', 'close', 'move']);
  expect(ids(stepsFor(plan, seen({ peakValue: 40, steps: tick('close') })))).toEqual(['look', 'close', 'open']);
});

test('what was ticked off stays to be seen and is no longer open', () => {
  const incident = seen({ steps: tick('move', 'look') });
  expect(ids(stepsFor(plan, incident))).toEqual(['look', 'move']);
  expect(ids(openSteps(plan, incident))).toEqual([]);
  expect(ids(openSteps(plan, seen({ peakValue: 30, steps: tick('close') })))).toEqual(['look', 'open']);
});
