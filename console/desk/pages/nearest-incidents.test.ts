import type { Incident } from '@chengyun/contracts';
import { expect, test } from 'vitest';
import { nearestIncidents } from './nearest-incidents.ts';

const incident = (id: string, lonDeg: number, part: Partial<Incident> = {}) =>
  ({ id, lonDeg, latDeg: 31.2, state: 'open', mergedInto: null, ...part }) as Incident;

test('open incidents by distance; closed ones and parts of others are no choice', () => {
  const found = nearestIncidents({ lonDeg: 121.5, latDeg: 31.2 }, [
    incident('far', 121.6),
    incident('closed', 121.5, { state: 'closed' }),
    incident('near', 121.51),
    incident('part', 121.5, { mergedInto: 'far' }),
  ]);
  expect(found.map(({ incident: { id } }) => id)).toEqual(['near', 'far']);
  // A hundredth of a degree of longitude at 31.2° north.
  expect(found[0]?.distanceM).toBeCloseTo(951, 0);
});
