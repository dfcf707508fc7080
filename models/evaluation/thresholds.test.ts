import { expect, it } from 'vitest';
import { initialParameters } from '../training/parameters.ts';
import type { JudgedFrames } from './score.ts';
import { alignClasses, COMMON_THRESHOLD, chooseThresholds } from './thresholds.ts';

/** Two things, found at the given scores, and one mistake at another. */
const judged = (rightAt: readonly number[], wrongAt: number): JudgedFrames => ({
  objects: 2,
  frames: [
    { owed: 2, judged: [...rightAt.map((score) => ({ score, right: true })), { score: wrongAt, right: false }] },
  ],
});

it('takes the threshold that parts right from wrong, by day and by night', () => {
  const day = judged([0.9, 0.5], 0.3);
  const night = judged([0.8, 0.33], 0.2);
  const both = { vehicle: day, 'two-wheeler': day, person: day };
  const chosen = chooseThresholds({ day: both, night: { ...both, vehicle: night } });
  expect(chosen.vehicle).toBeGreaterThan(0.3);
  expect(chosen.vehicle).toBeLessThanOrEqual(0.33);
  expect(chosen.person).toBeGreaterThan(0.3);
  expect(chosen.person).toBeLessThanOrEqual(0.5);
});

it('moves each class to the common threshold and nothing else', () => {
  const before = initialParameters(4);
  const after = alignClasses(before, { vehicle: 0.5, 'two-wheeler': 0.25, person: COMMON_THRESHOLD });
  const heat = (share: number): number => Math.log(share / (1 - share));
  const moved = after.at(-1)!.map((value, at) => value - before.at(-1)![at]!);
  // A two-wheeler of 0.25 before now says what the common threshold asks.
  expect(1 / (1 + Math.exp(-(heat(0.25) + moved[1]!)))).toBeCloseTo(COMMON_THRESHOLD, 5);
  expect(moved[0]).toBeLessThan(0);
  expect([...moved.slice(2)]).toEqual([0, 0, 0, 0, 0]);
  expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
});
