import { describe, expect, it } from 'vitest';
import { type FoundEntry, judgeFrame, scoreClass, type TruthEntry } from './score.ts';

const truth = (x: number, standing: TruthEntry['standing'] = 'owed'): TruthEntry => ({
  x,
  y: 0,
  w: 10,
  h: 10,
  standing,
});
const found = (x: number, score = 0.9, outside = false): FoundEntry => ({ x, y: 0, w: 10, h: 10, score, outside });

describe('one frame', () => {
  it('a second box on the same thing is a mistake', () => {
    const judged = judgeFrame({ truth: [truth(0)], found: [found(0), found(1, 0.5)] }, 0.5);
    expect(judged.map(({ right }) => right)).toEqual([true, false]);
  });

  it('a box on what cannot be labelled is neither right nor wrong', () => {
    expect(judgeFrame({ truth: [truth(0, 'unlabelled')], found: [found(2), found(1)] }, 0.5)).toEqual([]);
  });

  it('a box on a thing beyond the range is neither, the second one on it is a mistake', () => {
    const judged = judgeFrame({ truth: [truth(0, 'outside')], found: [found(2), found(1, 0.5)] }, 0.5);
    expect(judged).toEqual([{ score: 0.5, right: false }]);
  });

  it('a loose box beside a thing beyond the range is a mistake', () => {
    expect(judgeFrame({ truth: [truth(0, 'outside')], found: [found(6)] }, 0.5)).toEqual([
      { score: 0.9, right: false },
    ]);
  });

  it('a box of a size beyond the range is no mistake, but right where it hits what is owed', () => {
    expect(judgeFrame({ truth: [], found: [found(0, 0.9, true)] }, 0.5)).toEqual([]);
    expect(judgeFrame({ truth: [truth(0)], found: [found(0, 0.9, true)] }, 0.5)).toEqual([{ score: 0.9, right: true }]);
  });

  it('what is owed goes before what is not, even at a smaller overlap', () => {
    const judged = judgeFrame({ truth: [truth(0, 'outside'), truth(2)], found: [found(0)] }, 0.5);
    expect(judged).toEqual([{ score: 0.9, right: true }]);
  });
});

it('gives the figures of a case worked by hand', () => {
  // Three things; found, best first: right, wrong, right. Precisions 1, 1/2, 2/3 at recalls 1/3, 1/3, 2/3.
  const frames = [
    { truth: [truth(0), truth(100)], found: [found(0, 0.9), found(50, 0.8)] },
    { truth: [truth(0)], found: [found(0, 0.4)] },
  ];
  const score = scoreClass(frames, 0.5, 0.5);
  expect(score.averagePrecision).toBeCloseTo(1 / 3 + (1 / 3) * (2 / 3));
  expect(score.precision).toBeCloseTo(1 / 2);
  expect(score.recall).toBeCloseTo(1 / 3);
  expect(score.countError).toBeCloseTo(0.5);
});
