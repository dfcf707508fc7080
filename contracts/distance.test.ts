import { expect, test } from 'vitest';
import { distanceM } from './distance.ts';

test('a degree of latitude is about 111.2 km, one of longitude is shorter away from the equator', () => {
  const at = (lonDeg: number, latDeg: number) => ({ lonDeg, latDeg });
  expect(distanceM(at(121, 31), at(121, 32))).toBeCloseTo(111_195, -2);
  expect(distanceM(at(121, 60), at(122, 60))).toBeCloseTo(55_597, -2);
  expect(distanceM(at(121.5, 31.2), at(121.4, 31.1))).toBeCloseTo(distanceM(at(121.4, 31.1), at(121.5, 31.2)), 6);
});
