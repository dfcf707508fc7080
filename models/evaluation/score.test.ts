import { expect, it } from 'vitest';
import { judgeFrame, scoreClass } from './score.ts';

const at = (x: number, extra: { score?: number; ignored?: boolean } = {}) => ({
  x,
  y: 0,
  w: 10,
  h: 10,
  score: extra.score ?? 0.9,
  ignored: extra.ignored ?? false,
});

it('a second box on the same thing is a mistake', () => {
  const judged = judgeFrame({ truth: [at(0)], found: [at(0), at(1, { score: 0.5 })] }, 0.5);
  expect(judged.map(({ right }) => right)).toEqual([true, false]);
});

it('a box on what cannot be labelled is neither right nor wrong', () => {
  expect(judgeFrame({ truth: [at(0, { ignored: true })], found: [at(2)] }, 0.5)).toEqual([]);
});

it('gives the figures of a case worked by hand', () => {
  // Three things; found, best first: right, wrong, right. Precisions 1, 1/2, 2/3 at recalls 1/3, 1/3, 2/3.
  const frames = [
    { truth: [at(0), at(100)], found: [at(0, { score: 0.9 }), at(50, { score: 0.8 })] },
    { truth: [at(0)], found: [at(0, { score: 0.4 })] },
  ];
  const score = scoreClass(frames, 0.5);
  expect(score.averagePrecision).toBeCloseTo(1 / 3 + (1 / 3) * (2 / 3));
  expect(score.precision).toBeCloseTo(1 / 2);
  expect(score.recall).toBeCloseTo(1 / 3);
  expect(score.countError).toBeCloseTo(0.5);
});
