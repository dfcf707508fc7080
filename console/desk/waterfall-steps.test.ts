import type { Hop } from '@chengyun/contracts';
import { HOPS } from '@chengyun/contracts/incident.ts';
import { expect, test } from 'vitest';
import { alarmBudget } from './budget.ts';
import { waterfallSteps } from './waterfall-steps.ts';

const none = Object.fromEntries(HOPS.map((hop) => [hop, null])) as Record<Hop, number | null>;

test('each hop takes the time since the one before; the next one is waited for', () => {
  const steps = waterfallSteps({ ...none, observed: 1000, committed: 1300, fired: 2000 }, 5000);
  expect(steps.map((step) => [step.hop, step.tookMs, step.waiting])).toEqual([
    ['observed', 0, false],
    ['committed', 300, false],
    ['fired', 700, false],
    ['shown', 3000, true],
  ]);
  expect(steps.at(-1)).toMatchObject({ from: 0.25, to: 1 });
});

test('a skipped hop is left out, a finished incident waits for nothing, nothing known is nothing drawn', () => {
  const steps = waterfallSteps({ ...none, observed: 0, fired: 100, closed: 200 }, 99_000);
  expect(steps.map((step) => step.hop)).toEqual(['observed', 'fired', 'closed']);
  expect(steps.some((step) => step.waiting)).toBe(false);
  expect(waterfallSteps(none, 1)).toEqual([]);
});

test('the budget counts the last ten minutes and the last hour', () => {
  const bin = (ageMin: number, blue: number) => ({
    at: -ageMin * 60_000,
    counts: { blue, yellow: 0, orange: 1, red: 0 },
  });
  expect(alarmBudget([bin(3, 4), bin(30, 1), bin(90, 50)], 0)).toEqual({ per10Min: 5, perHour: 7, share: 0.5 });
});
