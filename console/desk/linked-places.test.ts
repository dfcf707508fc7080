import { expect, test } from 'vitest';
import { linkedOf } from './linked-places.ts';

const placed = (alarm: string, asset: string, assets: readonly string[] = []) => ({ alarm, asset, assets });

test('a place is unlinked from the alarm that it was linked to, and none from where an alarm is at home', () => {
  const part = placed('b', 'gauge-2', ['gate-1']);
  const whole = placed('a', 'gauge-1', ['gauge-1', 'pump-1', 'gauge-2', 'gate-1']);
  expect(linkedOf(whole, [whole, part])).toEqual([
    { place: 'gauge-1', by: null },
    { place: 'pump-1', by: 'a' },
    { place: 'gauge-2', by: null },
    { place: 'gate-1', by: 'b' },
  ]);
});
