import { expect, test } from 'vitest';
import { stripHours, stripShapes, stripX } from './strip-geometry.ts';

const NOW_MS = Date.UTC(2026, 8, 13, 6, 7, 32);
const box = { widthPx: 800, heightPx: 100, axisPx: 20 };

test('now lies at three quarters: six hours back, two ahead', () => {
  expect(stripX(NOW_MS, NOW_MS, 800)).toBe(600);
  expect(stripX(NOW_MS - 6 * 3_600_000, NOW_MS, 800)).toBe(0);
});

test('hours are whole hours of the city', () => {
  const hours = stripHours(NOW_MS, 8 * 3_600_000);
  expect(hours).toHaveLength(8);
  expect(hours[0]).toBe(Date.UTC(2026, 8, 13, 1));
});

test('many blue alarms stay four bricks high, higher levels stand above them, inside the strip', () => {
  const bin = { at: NOW_MS - 600_000, counts: { blue: 90, yellow: 2, orange: 1, red: 0 } };
  const { bars, marks, baseY } = stripShapes([bin], NOW_MS, box);
  expect(bars).toHaveLength(4);
  expect(marks.map((mark) => mark.level)).toEqual(['yellow', 'orange']);
  for (const bar of bars) expect(bar.y + bar.height).toBeLessThanOrEqual(baseY);
  for (const mark of marks) expect(mark.y).toBeGreaterThan(0);
});

test('what is older than the strip is not drawn', () => {
  const bin = { at: NOW_MS - 7 * 3_600_000, counts: { blue: 3, yellow: 1, orange: 0, red: 0 } };
  expect(stripShapes([bin], NOW_MS, box)).toMatchObject({ bars: [], marks: [] });
});
