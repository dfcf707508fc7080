import { expect, test } from 'vitest';
import { drillPage } from './page.ts';
import { stepOf } from './plots.ts';
import { createScoredDrill } from './run-seeds.ts';
import { createOutcome, type DrillCase } from './set-score.ts';

const place = { kind: 'overtop', asset: 'wall-<1>' };
const cases: readonly DrillCase[] = [
  { ...place, seed: 1, outcome: 'found', atMin: 100, leadMin: 31 },
  { ...place, seed: 2, outcome: 'missed', atMin: 90.5, leadMin: null },
  { ...place, seed: 3, outcome: 'false', atMin: 70, leadMin: null },
];
const scored = createScoredDrill({
  ...{ drill: 'made', commit: 'abc', changed: false, seeds: [1, 2, 3] },
  marks: { pod: { atLeast: 0.99 }, far: { atMost: 0.6 }, close_far: { atMost: 0.1 } },
  score: createOutcome(
    3,
    [31],
    { pod: 0.5, far: 0.5 },
    { cases, calls: { atMin: [1, 2, 65], runMin: 120, operators: 1 } },
  ),
});

test('the page stands alone, and says which marks hold, which do not and which were not measured', () => {
  const page = drillPage(scored);
  expect(page).not.toMatch(/<script|src=|href=|https?:/);
  expect(page).toContain('wall-&lt;1&gt;');
  expect(page).not.toContain('wall-<1>');
  expect(page).toMatch(/<td>pod<\/td><td class="n">0\.5<\/td><td class="n">≥ 0\.99 <\/td><td><span class="bad">/);
  expect(page).toMatch(/<td>far<\/td><td class="n">0\.5<\/td><td class="n"> ≤ 0\.6<\/td><td>达标 holds<\/td>/);
  expect(page).toContain('未测 not measured');
  expect(page).toContain('2 missed');
});

test('every miss and false alarm is named with its seed and time; what was found is not', () => {
  const table = drillPage(scored).split('Misses and false alarms')[1] ?? '';
  expect(table.match(/<tr><td/g)?.length).toBe(2);
  expect(table).toContain('<td class="n">2</td><td>漏报 missed</td><td>overtop</td>');
  expect(table).toContain('90.5 min');
});

test('the drawings hold one bar for the lead time and one for each window with calls', () => {
  const page = drillPage(scored);
  expect(page.match(/class="calls"><title>/g)?.length).toBe(3);
  expect(page).toContain('POD 0.500');
  expect(page).toContain('FAR 0.500');
});

test('steps of an axis are round', () => {
  expect(stepOf({ from: 0, to: 8 })).toBe(1);
  expect(stepOf({ from: 0, to: 720 })).toBe(100);
  expect(stepOf({ from: -5, to: 40 })).toBe(10);
});
