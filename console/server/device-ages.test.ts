import { expect, test } from 'vitest';
import { createDeviceAges } from './device-ages.ts';

test('a device is offline after three of its usual intervals, or when it says so', () => {
  const ages = createDeviceAges();
  expect(ages.isOnline('rtu', 0)).toBe(false);
  ages.heard('rtu', 0);
  expect(ages.isOnline('rtu', 60_000)).toBe(true);
  for (let at = 30_000; at <= 300_000; at += 30_000) ages.heard('rtu', at);
  expect(ages.isOnline('rtu', 300_000 + 89_000)).toBe(true);
  expect(ages.isOnline('rtu', 300_000 + 91_000)).toBe(false);
  ages.heard('rtu', 400_000);
  ages.status('rtu', false, 400_001);
  expect(ages.isOnline('rtu', 400_002)).toBe(false);
  ages.status('rtu', true, 400_003);
  expect(ages.isOnline('rtu', 400_004)).toBe(true);
});
