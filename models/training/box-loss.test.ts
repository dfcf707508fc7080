import { expect, it } from 'vitest';
import { createRandom } from '../synthetic/random.ts';
import { overlapLoss } from './box-loss.ts';

const drawn = (seed: number): number[] => {
  const random = createRandom(seed);
  return [random.range(-1, 1), random.range(-1, 1), random.range(-1, 1), random.range(-1, 1)];
};

it('is nothing for the same box, and what the areas say for others', () => {
  expect(overlapLoss(drawn(1), drawn(1)).loss).toBeCloseTo(0);
  // Two boxes of 16 px, 8 px apart: overlap 8 of a union of 24, and the box around both is the union itself.
  expect(overlapLoss([0, 0, 0, 0], [1, 0, 0, 0]).loss).toBeCloseTo(1 - 8 / 24);
  // 32 px apart they do not touch: overlap 0, union 512 of 768 around both.
  expect(overlapLoss([0, 0, 0, 0], [4, 0, 0, 0]).loss).toBeCloseTo(1 + 1 - 512 / 768);
});

it('has the slope that it says it has', () => {
  for (let seed = 2; seed < 40; seed++) {
    const said = drawn(seed);
    const wanted = drawn(seed + 100);
    const { slope } = overlapLoss(said, wanted);
    for (let part = 0; part < 4; part++) {
      const moved = (by: number): number =>
        overlapLoss(
          said.map((value, at) => value + (at === part ? by : 0)),
          wanted,
        ).loss;
      expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(slope[part]!, 3);
    }
  }
});

it('pulls boxes together that do not touch', () => {
  const { slope } = overlapLoss([0, 0, -1, -1], [3, 0, -1, -1]);
  expect(slope[0]).toBeLessThan(0);
});
