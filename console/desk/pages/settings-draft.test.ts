import type { SensorTuning } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import {
  draftFrom,
  isFigureFaulty,
  isPointFaulty,
  isUsable,
  type SettingsDraft,
  tuningFrom,
} from './settings-draft.ts';

const known = [
  { metric: 'water.level', asset: 'gauge-1' },
  { metric: 'rain.intensity', asset: 'gauge-1' },
];

test('an empty form leaves everything as in the file of the agent', () => {
  const draft = draftFrom(null, known);
  expect(draft.points.map(({ metric, isRead }) => [metric, isRead])).toEqual([
    ['water.level', true],
    ['rain.intensity', true],
  ]);
  expect(tuningFrom(draft)).toEqual({});
});

test('what was set is shown, in seconds, and comes back as it was', () => {
  const tuning: SensorTuning = {
    intervalMs: 2500,
    batch: { itemsMax: 50, ageMsMax: 200 },
    gate: { spike: 8, clockOffMs: 90_000, roughness: 2.5 },
    points: [
      { metric: 'water.level', asset: 'gauge-1', unit: 'm', scale: 0.001, offset: -1.2 },
      { metric: 'pump.tripped', read: false },
    ],
  };
  const draft = draftFrom(tuning, known);
  expect(draft.figures).toMatchObject({
    interval: '2.5',
    items: '50',
    age: '0.2',
    clockOffMs: '90',
    spike: '8',
    jump: '',
  });
  expect(draft.points.map(({ metric, asset, isRead }) => [metric, asset, isRead])).toEqual([
    ['water.level', 'gauge-1', true],
    ['pump.tripped', null, false],
    ['rain.intensity', 'gauge-1', true],
  ]);
  expect(isUsable(draft)).toBe(true);
  expect(tuningFrom(draft)).toEqual(tuning);
});

test.each([
  ['interval', '0.05', true],
  ['interval', '0.1', false],
  ['interval', '86401', true],
  ['items', '2.5', true],
  ['items', '500', false],
  ['spike', '2.9', true],
  ['spike', 'often', true],
  ['clockOffMs', '1', false],
  ['spike', '  ', false],
] as const)('%s of %s is faulty: %s', (name, text, isFaulty) => {
  expect(isFigureFaulty(name, text)).toBe(isFaulty);
});

test('a scale of nought and what is no number are faults of their point', () => {
  const { figures, points } = draftFrom(null, known);
  const [first, second] = points;
  const draft = (part: object): SettingsDraft => ({ figures, points: [{ ...first!, ...part }, second!] });
  expect(isUsable(draft({ scale: '0' }))).toBe(false);
  expect(isPointFaulty({ ...first!, offset: '-' })).toBe(true);
  expect(isUsable(draft({ scale: '-0.5', offset: '1e3' }))).toBe(true);
  expect(tuningFrom(draft({ scale: '-0.5', isRead: false }))).toEqual({
    points: [{ metric: 'water.level', asset: 'gauge-1', scale: -0.5, read: false }],
  });
});
