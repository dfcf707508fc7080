import { expect, it } from 'vitest';
import type { Detection } from '../runtime/manifest-types.ts';
import type { StoredBox } from '../training/shards.ts';
import { judge, type Looked } from './look.ts';
import { scoreJudged } from './score.ts';
import { ALL, CLEAR } from './subset.ts';
import { allTable, clearTable } from './tables.ts';

const car = (cx: number, extra: Partial<StoredBox> = {}): StoredBox => ({
  classIndex: 0,
  cx,
  cy: 50,
  w: 20,
  h: 12,
  visible: 1,
  ignored: false,
  ...extra,
});
const boxOn = ({ cx, cy, w, h }: StoredBox): Detection => ({
  cls: 'vehicle',
  score: 0.9,
  x: cx - w / 2,
  y: cy - h / 2,
  w,
  h,
});
const half = car(100, { visible: 0.5 });
const small = car(150, { w: 12, h: 9 });
const lookedAt = (boxes: StoredBox[], found: Detection[], day: number): Looked => ({
  frame: { seed: 1, day, boxes },
  found,
});

it('owes what is clear, excuses what is half hidden or small, and counts a large box on nothing', () => {
  const nothing = boxOn(car(250));
  const smallNothing = boxOn(car(280, { w: 10, h: 8 }));
  const looked = [lookedAt([car(30), half, small], [boxOn(half), boxOn(small), nothing, smallNothing], 1)];
  const clear = scoreJudged(judge(looked, CLEAR).day.vehicle, 0.5);
  expect(clear).toMatchObject({ objects: 1, precision: 0, recall: 0 });
  const all = scoreJudged(judge(looked, ALL).day.vehicle, 0.5);
  expect(all).toMatchObject({ objects: 3, precision: 2 / 4, recall: 2 / 3 });
});

it('parts day from night', () => {
  const judged = judge([lookedAt([car(30)], [boxOn(car(30))], 1), lookedAt([car(30)], [], 0.2)], CLEAR);
  expect(scoreJudged(judged.day.vehicle, 0.5).recall).toBe(1);
  expect(scoreJudged(judged.night.vehicle, 0.5).recall).toBe(0);
});

it('asks persons and two-wheelers for less overlap than vehicles', () => {
  const person = car(30, { classIndex: 2, w: 10, h: 30 });
  const beside: Detection = { ...boxOn({ ...person, cx: 34 }), cls: 'person' };
  const looked = [lookedAt([person], [beside], 1)];
  expect(scoreJudged(judge(looked, CLEAR).day.person, 0.5).recall).toBe(1);
  expect(scoreJudged(judge(looked, ALL).day.person, 0.5).recall).toBe(0);
});

it('a figure just below what is wanted reads neither as met nor as the bound', () => {
  const score = { objects: 1, averagePrecision: 0.9, precision: 0.8999, recall: 0.95, countError: 0, countMean: 1 };
  const byClass = { vehicle: score, 'two-wheeler': score, person: score };
  const table = clearTable({ day: byClass, night: byClass });
  expect(table).toContain('| day | vehicle | 0.5 | 1 | 0.90 | 0.89 | 0.95 | 0.9 | no |');
  expect(table).toContain('| night | vehicle | 0.5 | 1 | 0.90 | 0.89 | 0.95 | 0.8 | yes |');
  expect(allTable({ day: byClass, night: byClass })).toContain('| 0.00 of 1.00 |');
});
