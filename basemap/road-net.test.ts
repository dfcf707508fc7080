import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedMap } from './layers.ts';
import { closedLinks, roadDistances } from './road-distance.ts';
import { createRoadNet, LINK_M_MAX } from './road-net.ts';
import { type RoadPath, readRoadPaths } from './road-paths.ts';

const road = (id: string, kind: string, ...path: number[]): RoadPath => ({ id, kind, path: Float64Array.from(path) });
const at = (xM: number, yM: number) => ({ xM, yM });
const NONE: ReadonlySet<number> = new Set();

test('roads that cross are joined, an end beside a road meets it, a tunnel is passed over', () => {
  const net = createRoadNet([
    road('east', 'main', 0, 0, 2000, 0),
    road('north', 'main', 1000, -1000, 1000, 1000),
    road('side', 'main', 500, 40, 500, 900),
    road('below', 'tunnel', 1500, -500, 1500, 500),
  ]);
  const [toNorth, toSide, toTunnel] = roadDistances(net, at(0, 0), [at(1000, 1000), at(500, 900), at(1500, 500)], NONE);
  expect(toNorth).toBeCloseTo(2000);
  expect(toSide).toBeCloseTo(1400, -2);
  expect(toTunnel).toBeNull();
  expect(net.links.every(({ lengthM }) => lengthM <= LINK_M_MAX + 1)).toBe(true);
});

test('a flooded place is driven around, and where there is no way around the answer is none', () => {
  const net = createRoadNet([
    road('ring', 'main', 0, 0, 1000, 0, 1000, 1000, 0, 1000, 0, 0),
    road('spur', 'main', 1000, 0, 3000, 0),
  ]);
  const flooded = (xM: number, yM: number) => closedLinks(net, [{ ...at(xM, yM), radiusM: 100 }]);
  expect(roadDistances(net, at(0, 0), [at(1000, 0)], NONE)[0]).toBeCloseTo(1000);
  expect(roadDistances(net, at(0, 0), [at(1000, 0)], flooded(500, 20))[0]).toBeCloseTo(3000);
  expect(roadDistances(net, at(0, 0), [at(3000, 0)], flooded(2000, 0))[0]).toBeNull();
  // The team that is sent to the water itself gets there.
  expect(roadDistances(net, at(0, 0), [at(2010, 0)], flooded(2010, 0))[0]).toBeCloseTo(2010, -1);
  expect(flooded(5000, 5000).size).toBe(0);
});

/** A square grid with some links closed, against the plainest way to find a distance. */
test('never over a closed link, and as short as can be', () => {
  const SIDE = 4;
  const lines = Array.from({ length: SIDE }, (_, i) => [
    road(`h${i}`, 'main', 0, i * 150, (SIDE - 1) * 150, i * 150),
    road(`v${i}`, 'main', i * 150, 0, i * 150, (SIDE - 1) * 150),
  ]).flat();
  const net = createRoadNet(lines);
  const { links, xs, ys } = net;
  // In the middle of a link, so that there is no doubt on which one a place lies.
  const middle = (n: number) =>
    at((xs[links[n]!.a]! + xs[links[n]!.b]!) / 2, (ys[links[n]!.a]! + ys[links[n]!.b]!) / 2);
  const one = fc.nat(links.length - 1);
  const shut = fc.uniqueArray(one, { maxLength: links.length });
  fc.assert(
    fc.property(one, one, shut, (from, to, closed) => {
      const best = new Array<number>(xs.length).fill(Number.POSITIVE_INFINITY);
      for (const end of [links[from]!.a, links[from]!.b]) best[end] = links[from]!.lengthM / 2;
      for (let round = 0; round < xs.length; round++) {
        for (const [n, { a, b, lengthM }] of links.entries()) {
          if (closed.includes(n)) continue;
          best[b] = Math.min(best[b]!, best[a]! + lengthM);
          best[a] = Math.min(best[a]!, best[b]! + lengthM);
        }
      }
      const { a, b, lengthM } = links[to]!;
      const expected = from === to ? 0 : Math.min(best[a]!, best[b]!) + lengthM / 2;
      const [found] = roadDistances(net, middle(from), [middle(to)], new Set(closed));
      if (Number.isFinite(expected)) expect(found).toBeCloseTo(expected);
      else expect(found).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test('the roads of the shipped map hang together', () => {
  const { frame, roads } = readRoadPaths(shippedMap);
  const net = createRoadNet(roads);
  const place = (lonDeg: number, latDeg: number) => frame.enuFromLonLat(lonDeg, latDeg);
  const lujiazui = place(121.5066, 31.2372);
  const [chuansha, airport] = roadDistances(net, lujiazui, [place(121.6982, 31.1866), place(121.8, 31.15)], NONE);
  const straightM = Math.hypot(lujiazui.xM - place(121.6982, 31.1866).xM, lujiazui.yM - place(121.6982, 31.1866).yM);
  expect(chuansha).toBeGreaterThan(straightM);
  expect(chuansha).toBeLessThan(straightM * 2);
  expect(airport).toBeGreaterThan(chuansha!);
});
