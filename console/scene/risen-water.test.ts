import { basemapData } from '@chengyun/basemap/build.ts';
import { isInRing } from '@chengyun/basemap/planar.ts';
import { enuFromLonLat, enuPath } from '@chengyun/basemap/project.ts';
import { describe, expect, it } from 'vitest';
import { createReachFinder, reachM } from './risen-reach.ts';
import { createRisenWater, riseOf } from './risen-water.ts';
import { createSharedUniforms } from './shared-uniforms.ts';
import type { SceneGauge } from './types.ts';

const data = basemapData();
const gauge: SceneGauge = {
  ...{ id: 'g', lonDeg: 121.4867, latDeg: 31.2432, levelM: 4.95, unit: 'm', stale: false },
  marks: [
    { level: 'blue', valueM: 4.55 },
    { level: 'yellow', valueM: 4.91 },
    { level: null, valueM: 3 },
  ],
};

describe('the rise of a gauge', () => {
  it('is what it is over its lowest line, with the worst level that it has reached', () => {
    const rise = riseOf(gauge)!;
    expect(rise.overM).toBeCloseTo(0.4);
    expect(rise.level).toBe(2);
    expect(riseOf({ ...gauge, levelM: 4.6 })).toMatchObject({ level: 3 });
  });

  it('is nothing below the line, without a line, and where nobody knows', () => {
    expect(riseOf({ ...gauge, levelM: 4.5 })).toBeNull();
    expect(riseOf({ ...gauge, marks: [] })).toBeNull();
    expect(riseOf({ ...gauge, stale: true })).toBeNull();
  });
});

describe('the reach at a gauge', () => {
  const reachAt = createReachFinder(data);

  it('is the river beside it, no further than the reach', () => {
    const { xM, yM } = enuFromLonLat(gauge.lonDeg, gauge.latDeg);
    const [piece] = reachAt(xM, yM);
    expect(piece!.triangles.length).toBeGreaterThan(10);
    const river = enuPath(data.river[0]!.path);
    let inside = 0;
    for (const [a, b, c] of piece!.triangles) {
      const middle = (k: 0 | 1): number => [a!, b!, c!].reduce((sum, i) => sum + piece!.ring[i * 2 + k]!, 0) / 3;
      expect(Math.max(Math.abs(middle(0) - xM), Math.abs(middle(1) - yM))).toBeLessThanOrEqual(reachM);
      if (isInRing(river, middle(0), middle(1))) inside++;
    }
    expect(inside / piece!.triangles.length).toBeGreaterThan(0.9);
  });

  it('is a strip of the waterway at an inland gauge, and nothing far from any water', () => {
    const line = enuPath(data.waterways[0]!.path);
    const middle = (line.length >> 2) * 2;
    const pieces = reachAt(line[middle]!, line[middle + 1]!);
    expect(pieces.length).toBeGreaterThan(5);
    for (const { ring } of pieces) expect(ring).toHaveLength(8);
    expect(reachAt(200_000, 200_000)).toEqual([]);
  });
});

describe('risen water', () => {
  it('is another picture only when level or decimetre change, and is gone with the water', () => {
    const water = createRisenWater(data, createSharedUniforms());
    expect(water.set([gauge])).toBe(true);
    expect(water.count).toBe(1);
    expect(water.group.children[0]!.visible).toBe(true);
    expect(water.set([{ ...gauge, levelM: 4.96 }])).toBe(false);
    expect(water.set([{ ...gauge, levelM: 5.2 }])).toBe(true);
    expect(water.set([{ ...gauge, levelM: 4.2 }])).toBe(true);
    expect(water.count).toBe(0);
    expect(water.group.children[0]!.visible).toBe(false);
    expect(water.set([])).toBe(false);
    water.dispose();
  });
});
