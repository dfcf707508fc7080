import type { Asset } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRelations, SOURCES_MAX } from './relations.ts';
import type { FromOthers } from './rule.ts';

const asset = (id: string, kind: string, lonDeg: number, latDeg: number): Asset => ({
  ...{ id, kind, domain: 'flood', name: { zh: id, en: id }, lonDeg, latDeg, attributes: {} },
});
const within = (withinM: number): FromOthers =>
  ({ kind: 'rain-gauge', relation: { by: 'radius', withinM }, combine: 'nearest' }) as FromOthers;

test('assets within a radius are what a look at every one of them finds, in the same order', () => {
  const city = fc.record({
    lonDeg: fc.double({ min: 121.4, max: 121.9, noNaN: true }),
    latDeg: fc.double({ min: 30.9, max: 31.4, noNaN: true }),
  });
  // Some far away: the replayed storms of other cities share the tables.
  const abroad = fc.record({
    lonDeg: fc.double({ min: -120, max: 20, noNaN: true }),
    latDeg: fc.double({ min: 20, max: 65, noNaN: true }),
  });
  const places = fc.array(fc.oneof({ weight: 4, arbitrary: city }, { weight: 1, arbitrary: abroad }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(places, city, fc.integer({ min: 1, max: 30_000 }), (others, at, withinM) => {
      const own = asset('own', 'rain-gauge', at.lonDeg, at.latDeg);
      const gauges = others.map((one, i) =>
        asset(`g${i}`, i % 3 === 0 ? 'camera' : 'rain-gauge', one.lonDeg, one.latDeg),
      );
      const expected = gauges
        .filter((other) => other.kind === 'rain-gauge' && distanceM(own, other) <= withinM)
        .sort((a, b) => distanceM(own, a) - distanceM(own, b) || (a.id < b.id ? -1 : 1))
        .slice(0, SOURCES_MAX)
        .map(({ id }) => id);
      expect(createRelations([own, ...gauges]).sourcesOf(within(withinM), own)).toEqual(expected);
    }),
    { seed: 12 },
  );
});
