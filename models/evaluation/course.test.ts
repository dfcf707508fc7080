import { expect, it } from 'vitest';
import { courseOf, type Run, totalOf } from './course.ts';

const run = (start: string, end: string, seconds: number): Run => ({
  start,
  end,
  batch: 8,
  peakRate: 0.002,
  progress: [{ seconds, images: seconds * 20, heat: 1, box: 1, gradientNorm: 1, rate: 0.002 }],
});

it('holds every run that led to the weights, once', () => {
  const first = courseOf([], run('random', 'a', 100));
  const second = courseOf(first, run('a', 'b', 50));
  expect(second.map(({ end }) => end)).toEqual(['a', 'b']);
  expect(totalOf(second)).toEqual({ seconds: 150, images: 3000 });
  expect(courseOf(second, run('a', 'c', 60)).map(({ end }) => end)).toEqual(['a', 'c']);
  expect(courseOf(second, run('random', 'd', 60)).map(({ end }) => end)).toEqual(['d']);
});

it('refuses a run whose start nobody knows', () => {
  expect(() => courseOf([run('random', 'a', 100)], run('0123456789abcdef', 'b', 50))).toThrow('0123456789ab…');
});
