import type { AlarmFigures } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { figureTiles, MIX_TARGET } from './alarm-figures.ts';

const figures: AlarmFigures = {
  ...{ k: 'alarm-figures', tl: 'live', n: 1, at: 0, operators: 2, callsLast10Min: 21, callsPer10MinAvg: 0.5 },
  ...{ callsPer10MinPeak: 12, floodShare: 0.02, standing: 7, stale: 0, mix: { blue: 4, yellow: 2, orange: 1, red: 0 } },
  ...{ badActors: [], topTenShare: 0.04, chattering: [] },
};

test('a figure over what the guide holds for acceptable is marked; two operators bear twice the calls', () => {
  const over = figureTiles(figures).filter(({ isOver }) => isOver);
  expect(over.map(({ word }) => word)).toEqual(['alarms.last10', 'alarms.peak', 'alarms.flood']);
  const eased = figureTiles({ ...figures, callsLast10Min: 20, callsPer10MinPeak: 10, floodShare: 0.009 });
  expect(eased.some(({ isOver }) => isOver)).toBe(false);
});

test('the four shares of the target make one whole', () => {
  expect(Object.values(MIX_TARGET).reduce((a, b) => a + b)).toBeCloseTo(1);
});
