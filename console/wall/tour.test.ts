import type { Asset } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { fixtureAlarms } from '../ui/harness/fixture-alarms.ts';
import { isTourAllowed, tourStops } from './tour.ts';

const asset = (id: string, domain: string, lonDeg: number, latDeg: number): Asset => ({
  ...{ id, domain, kind: 'thing', name: { zh: id, en: id }, lonDeg, latDeg, attributes: {} },
});

test('the tour rests over each domain and then at home', () => {
  const stops = tourStops([
    asset('t1', 'traffic', 121.5, 31.2),
    asset('f1', 'flood', 121.5, 31.1),
    asset('f2', 'flood', 121.6, 31.2),
    asset('f3', 'flood', 121.9, 30.9),
  ]);
  expect(stops.map(({ domain }) => domain)).toEqual(['flood', 'traffic', '']);
  expect(stops[0]?.target).toMatchObject({ lonDeg: 121.6, latDeg: 31.1 });
  expect(stops[0]?.target?.rangeM).toBeGreaterThan(30_000);
  expect(stops[1]?.target?.rangeM).toBe(6_000);
  expect(stops[2]?.target).toBeNull();
});

test('an unacknowledged alarm of level II or I ends it, a lesser or an acknowledged one does not', () => {
  const alarms = fixtureAlarms(0);
  const [sample] = alarms;
  const one = (level: 'blue' | 'yellow' | 'orange' | 'red', state: 'active-unacknowledged' | 'active-acknowledged') => [
    { ...sample!, level, state },
  ];
  expect(isTourAllowed(one('red', 'active-unacknowledged'))).toBe(false);
  expect(isTourAllowed(one('orange', 'active-unacknowledged'))).toBe(false);
  expect(isTourAllowed(one('orange', 'active-acknowledged'))).toBe(true);
  expect(isTourAllowed(one('yellow', 'active-unacknowledged'))).toBe(true);
});
