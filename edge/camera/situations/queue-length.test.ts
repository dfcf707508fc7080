import { expect, test } from 'vitest';
import { queueLengthM } from './queue-length.ts';

const box = (x: number, y: number) => ({ box: { x: x - 0.01, y: y - 0.02, w: 0.02, h: 0.02 } });
/** A hundred metres a picture, both ways. */
const map = ([x, y]: readonly [number, number]) => [x * 100, y * 100] as const;

test('a queue ends where a gap is, the longest counts, and one vehicle is as long as a car', () => {
  expect(queueLengthM([], map)).toBe(0);
  expect(queueLengthM([box(0.5, 0.5)], map)).toBeCloseTo(4.5, 6);
  const queue = [0.2, 0.27, 0.34, 0.41].map((y) => box(0.5, y));
  expect(queueLengthM(queue, map)).toBeCloseTo(21 + 4.5, 6);
  expect(queueLengthM([...queue, box(0.5, 0.65), box(0.5, 0.7)], map)).toBeCloseTo(21 + 4.5, 6);
});
