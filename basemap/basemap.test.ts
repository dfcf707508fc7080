import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateBlocks } from './blocks.ts';
import { basemapData } from './build.ts';
import { layerFrom, loadLayers } from './layers.ts';
import { isInRing, pathDistanceM } from './planar.ts';
import { createFrame, type Degrees, enuFromLonLat, enuPath, lonLatFromEnu, origin } from './project.ts';
import { createPathIndex, createSpatialIndex } from './spatial.ts';
import { unitCells } from './unit-cells.ts';

const data = basemapData();

describe('projection', () => {
  it('comes back within half a metre over the whole district', () => {
    let worstM = 0;
    for (let lonDeg = 121.4; lonDeg <= 122; lonDeg += 0.02) {
      for (let latDeg = 30.75; latDeg <= 31.42; latDeg += 0.02) {
        const there = enuFromLonLat(lonDeg, latDeg);
        const back = lonLatFromEnu(there.xM, there.yM);
        const again = enuFromLonLat(back.lonDeg, back.latDeg);
        worstM = Math.max(worstM, Math.hypot(again.xM - there.xM, again.yM - there.yM));
        expect(Math.abs(back.lonDeg - lonDeg) * 95_000).toBeLessThan(0.5);
        expect(Math.abs(back.latDeg - latDeg) * 111_000).toBeLessThan(0.5);
      }
    }
    expect(worstM).toBeLessThan(0.5);
  });

  it('gives true distances: one minute of latitude, and the origin at zero', () => {
    expect(enuFromLonLat(origin.lonDeg, origin.latDeg)).toEqual({ xM: 0, yM: 0 });
    expect(enuFromLonLat(origin.lonDeg, origin.latDeg + 1 / 60).yM).toBeCloseTo(1847.7, 0);
    expect(enuFromLonLat(origin.lonDeg + 0.01, origin.latDeg).xM).toBeCloseTo(952.7, 0);
  });
});

describe('layers', () => {
  it('declare datum, source, licence and confidence', () => {
    const layers = loadLayers();
    expect(layers.size).toBeGreaterThanOrEqual(14);
    expect(layers.get('gauges')?.meta.verticalDatum).toBe('Wusong');
    expect(layers.get('units')?.features).toHaveLength(36);
    expect(layers.get('rain-gauges')?.features).toHaveLength(45);
  });

  it('without a datum are refused with one sentence that names the file', () => {
    const document = { type: 'FeatureCollection', chengyun: { layer: 'x' }, features: [] };
    expect(() => layerFrom(document, 'x.geojson')).toThrow('Layer x.geojson does not declare the datum WGS84.');
    expect(() => layerFrom({ ...document, chengyun: undefined }, 'y.geojson')).toThrow(/^Layer y\.geojson has no/);
  });

  it('with a point far from Shanghai or levels without a vertical datum are refused', () => {
    const meta = { layer: 'x', datum: 'WGS84', source: 's', licence: 'l', confidence: 'C' };
    const at = (coordinates: number[], properties: object) => ({
      type: 'FeatureCollection',
      chengyun: meta,
      features: [{ type: 'Feature', properties: { id: 'a', ...properties }, geometry: { type: 'Point', coordinates } }],
    });
    expect(() => layerFrom(at([31.2, 121.5], {}), 'x.geojson')).toThrow('bad feature at index 0');
    expect(() => layerFrom(at([121.5, 31.2], { warningM: 4 }), 'x.geojson')).toThrow('without a vertical datum');
  });

  it('keep the landmarks at their true heights', () => {
    const height = (id: string) => data.landmarks.find((l) => l.id === id)?.heightM;
    expect(height('lm-shanghai-tower')).toBe(632);
    expect(height('lm-swfc')).toBe(492);
    expect(height('lm-jin-mao')).toBe(420.5);
    expect(height('lm-oriental-pearl')).toBe(468);
  });

  it('put every gauge within 200 m of water', () => {
    const areas = [...data.river, data.sea, ...data.lakes].map((a) => enuPath(a.path));
    const lines = [...data.waterways, data.seaWall].map((l) => enuPath(l.path));
    for (const gauge of data.gauges) {
      const { xM, yM } = enuFromLonLat(gauge.lonDeg, gauge.latDeg);
      const wet = areas.some((ring) => isInRing(ring, xM, yM));
      const distanceM = wet ? 0 : Math.min(...[...areas, ...lines].map((path) => pathDistanceM(path, xM, yM)));
      expect(distanceM, gauge.nameZh).toBeLessThan(200);
    }
  });

  it('enclose the district and bake into one compact file', () => {
    const ring = enuPath(data.district.path);
    expect(isInRing(ring, 0, 0)).toBe(true);
    expect(isInRing(ring, -2500, 0)).toBe(false);
    for (const unit of data.units) {
      const { xM, yM } = enuFromLonLat(unit.lonDeg, unit.latDeg);
      expect(isInRing(ring, xM, yM), unit.nameEn).toBe(true);
    }
    expect(data.credits[0]).toContain('OpenStreetMap');
    expect(JSON.stringify(data).length).toBeLessThan(140_000);
  });
});

describe('unit cells', () => {
  it('hold their own centre and no other', () => {
    const cells = unitCells(data.units);
    expect(cells).toHaveLength(36);
    for (const cell of cells) {
      const inside = data.units.filter((unit) => {
        const { xM, yM } = enuFromLonLat(unit.lonDeg, unit.latDeg);
        return isInRing(cell.ring, xM, yM);
      });
      expect(inside.map((unit) => unit.id)).toEqual([cell.id]);
    }
  });
});

describe('blocks', () => {
  const blocks = generateBlocks({ count: 3000, seed: 7, data });

  it('are the same for the same seed and different for another', () => {
    const again = generateBlocks({ count: 3000, seed: 7, data });
    expect(again.xM).toEqual(blocks.xM);
    expect(again.heightM).toEqual(blocks.heightM);
    expect(generateBlocks({ count: 3000, seed: 8, data }).xM).not.toEqual(blocks.xM);
  });

  it('reach the count, stand on land and leave the parks open', () => {
    expect(blocks.count).toBe(3000);
    const authored = (loadLayers().get('huangpu')?.features ?? []).map((f) =>
      enuPath(f.geometry.type === 'Polygon' ? (f.geometry.coordinates[0] ?? []).flat() : []),
    );
    for (let i = 0; i < blocks.count; i++) {
      expect(authored.some((ring) => isInRing(ring, blocks.xM[i]!, blocks.yM[i]!))).toBe(false);
    }
    const water = [...data.river, data.sea, ...data.lakes].map((a) => enuPath(a.path));
    const parks = data.parks.map((a) => enuPath(a.path));
    for (let i = 0; i < blocks.count; i++) {
      const x = blocks.xM[i]!;
      const y = blocks.yM[i]!;
      expect(water.some((ring) => isInRing(ring, x, y))).toBe(false);
      expect(parks.some((ring) => isInRing(ring, x, y))).toBe(false);
    }
  });

  it('are denser and taller in the core', () => {
    let core = 0;
    let coreHeight = 0;
    let rest = 0;
    let restHeight = 0;
    for (let i = 0; i < blocks.count; i++) {
      if (Math.hypot(blocks.xM[i]!, blocks.yM[i]!) < 1500) {
        core++;
        coreHeight += blocks.heightM[i]!;
      } else {
        rest++;
        restHeight += blocks.heightM[i]!;
      }
    }
    expect(core / 7).toBeGreaterThan(rest / 1200);
    expect(coreHeight / core).toBeGreaterThan(1.5 * (restHeight / rest));
  });
});

describe('spatial index', () => {
  it('finds the nearest station and all within a radius', () => {
    const index = createSpatialIndex(data.metroStations);
    const [first] = index.nearest(121.5225, 31.231);
    expect(first?.item.nameZh).toBe('世纪大道');
    const near = index.within(121.5225, 31.2307, 1200);
    expect(near.length).toBeGreaterThan(2);
    expect(near.every((f) => f.distanceM <= 1200)).toBe(true);
    expect(near[0]!.distanceM).toBeLessThanOrEqual(near.at(-1)!.distanceM);
    expect(createSpatialIndex([]).nearest(121.5, 31.2)).toEqual([]);
  });

  it('leaves out nothing that is near, however distance is measured and wherever it lies', () => {
    // On a sphere, by the mean parallel: what rules measure with.
    const distanceM = (a: Degrees, b: Degrees): number => {
      const x = ((b.lonDeg - a.lonDeg) * Math.PI * Math.cos(((a.latDeg + b.latDeg) * Math.PI) / 360)) / 180;
      return Math.hypot(x, ((b.latDeg - a.latDeg) * Math.PI) / 180) * 6_371_008.8;
    };
    const place = fc.record({
      lonDeg: fc.double({ min: -179, max: 179, noNaN: true }),
      latDeg: fc.double({ min: -84, max: 84, noNaN: true }),
    });
    const nearby = fc.record({
      eastM: fc.integer({ min: -9000, max: 9000 }),
      northM: fc.integer({ min: -9000, max: 9000 }),
    });
    fc.assert(
      fc.property(
        place,
        fc.array(place),
        fc.array(nearby),
        fc.integer({ min: 1, max: 12_000 }),
        (at, far, near, radiusM) => {
          const frame = createFrame(at);
          const items = [...far, ...near.map(({ eastM, northM }) => frame.lonLatFromEnu(eastM, northM))];
          const around = new Set(createSpatialIndex(items).around(at.lonDeg, at.latDeg, radiusM));
          for (const item of items) if (distanceM(at, item) <= radiusM) expect(around.has(item)).toBe(true);
        },
      ),
      { seed: 6 },
    );
    expect(createSpatialIndex([]).around(121.5, 31.2, 1000)).toEqual([]);
  });

  it('finds the nearest path at its true distance, as a walk along all of them would', () => {
    const paths = data.roads.map(({ path }) => enuPath(path));
    const index = createPathIndex(paths);
    const metres = fc.integer({ min: -20_000, max: 20_000 });
    fc.assert(
      fc.property(metres, metres, fc.integer({ min: 1, max: 6000 }), (xM, yM, radiusM) => {
        const distances = paths.map((path) => pathDistanceM(path, xM, yM));
        const nearestM = Math.min(...distances);
        const found = index.nearest(xM, yM, radiusM);
        expect(index.isNear(xM, yM, radiusM)).toBe(nearestM <= radiusM);
        expect(found?.distanceM ?? null).toBe(nearestM <= radiusM ? nearestM : null);
        if (found) expect(distances[found.path]).toBe(nearestM);
      }),
      { seed: 7 },
    );
    expect(createPathIndex([]).isNear(0, 0, 1e6)).toBe(false);
  });
});
