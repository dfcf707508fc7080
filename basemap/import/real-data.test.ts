import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { basemapData } from '../build.ts';
import { checkMap } from '../check/check-map.ts';
import { featureRows } from '../chunks/feature-rows.ts';
import { openFeatureIndex } from '../chunks/feature-table.ts';
import { loadMap, shippedMap } from '../layers.ts';
import { pathDistanceM } from '../planar.ts';
import { createFrame } from '../project.ts';
import { type ImportOptions, importLayer } from './import-layer.ts';

const data = resolve(process.env.CHENGYUN_DATA_DIR ?? join(import.meta.dirname, '../../../shared/data'));
const isThere = existsSync(join(data, 'gis-osm'));
const root = mkdtempSync(join(tmpdir(), 'chengyun-cities-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bring = (city: string, layer: string, file: string, more: Partial<ImportOptions> = {}) =>
  importLayer(
    { file: join(data, file), map: join(root, city), layer, source: 'evaluation data', licence: 'see source', ...more },
    () => {},
  );
const count = (city: string, layer: string): number =>
  loadMap(join(root, city), true).layers.get(layer)!.features.length;

describe.skipIf(!isThere)('the maps of real cities, where the evaluation data is', () => {
  it('Delft, CityJSON in the Dutch grid: 160 buildings where Delft is, none taller than its towers', async () => {
    const report = await bring('delft', 'city', 'gis-cityjson/delft.json');
    expect(report).toMatchObject({ refused: null, datum: 'RD New + NAP height', findings: [] });
    expect(count('delft', 'city-buildings')).toBe(160);
    const { origin } = loadMap(join(root, 'delft')).manifest;
    // Its extent of 84.6 to 85.1 km east and 447.4 to 447.8 km north is the old town: 4.36 to 4.37° E, 52.01° N.
    expect(origin.lonDeg).toBeCloseTo(4.365, 2);
    expect(origin.latDeg).toBeCloseTo(52.01, 2);
    expect(checkMap(join(root, 'delft')).isSound).toBe(true);
    // Its layers are in tiles, and the plan in the corner still knows how far it reaches.
    const [west = 0, south = 0] = basemapData(loadMap(join(root, 'delft'))).district.path;
    expect(west).toBeCloseTo(4.364, 2);
    expect(south).toBeCloseTo(52.011, 2);
  });

  it('Rotterdam does not say its datum and is refused; named, it lies in Rotterdam', async () => {
    await expect(bring('rotterdam', 'city', 'gis-cityjson/rotterdam_subset.json')).rejects.toThrow(
      'does not say its datum',
    );
    expect(
      (await bring('rotterdam', 'city', 'gis-cityjson/rotterdam_subset.json', { datum: 'epsg:28992' })).refused,
    ).toBeNull();
    const { origin } = loadMap(join(root, 'rotterdam')).manifest;
    expect([origin.lonDeg, origin.latDeg]).toEqual([expect.closeTo(4.46, 1), expect.closeTo(51.9, 1)]);
  });

  it('Monaco, OSM: buildings, roads and the sea, and the index finds the casino square crowded', async () => {
    expect((await bring('monaco', 'osm', 'gis-osm/monaco-latest.osm.pbf')).refused).toBeNull();
    expect(count('monaco', 'osm-buildings')).toBeGreaterThan(1000);
    expect(count('monaco', 'osm-coast')).toBe(1);
    const map = loadMap(join(root, 'monaco'), true);
    const found = openFeatureIndex(featureRows(map), null, map.manifest.origin);
    expect(found.near(7.4271, 43.7392, 150, 'buildings').length).toBeGreaterThan(3);
    // The harbour basin is sea, the palace rock is not bare water either: it has buildings.
    expect(found.near(7.4205, 43.7314, 120, 'buildings').length).toBeGreaterThan(3);
  });

  it('Manhattan: 999 footprints read, the seven faulty ones named, the rest at the south of the island', async () => {
    const strict = await bring('manhattan', 'buildings', 'gis-manhattan/buildings.json', {
      role: 'buildings',
      datum: 'wgs84',
    });
    expect(strict.refused).toContain('7 of 999 features are faulty');
    const report = await bring('manhattan', 'buildings', 'gis-manhattan/buildings.json', {
      ...{ role: 'buildings', datum: 'wgs84', skipBad: true },
    });
    expect(report.findings.map(({ kind, count: n }) => [kind, n])).toEqual([
      ['crossing', 4],
      ['empty', 3],
    ]);
    expect(count('manhattan', 'buildings')).toBe(992);
    const { origin } = loadMap(join(root, 'manhattan')).manifest;
    expect([origin.lonDeg, origin.latDeg]).toEqual([expect.closeTo(-74.01, 1), expect.closeTo(40.71, 1)]);
  });

  it('the districts of Shanghai, GCJ-02: the border in the Huangpu falls on the river of our own map', async () => {
    const strict = await bring('shanghai', 'districts', 'gis-shanghai/310000.json', {
      role: 'boundaries',
      datum: 'wgs84',
    });
    expect(strict.refused).toContain('its datum is wrong');
    const report = await bring('shanghai', 'districts', 'gis-shanghai/310000.json', {
      role: 'boundaries',
      datum: 'gcj02',
    });
    expect(report.refused).toBeNull();
    // The legal border of Pudong runs in the middle of the river between the Bund and Lujiazui; our banks are checked there.
    const frame = createFrame({ lonDeg: 121.495, latDeg: 31.238 });
    const flat = (path: readonly (readonly [number, number])[]): number[] =>
      path.flatMap(([lon, lat]) => {
        const { xM, yM } = frame.enuFromLonLat(lon, lat);
        return [xM, yM];
      });
    const river = loadMap(shippedMap).layers.get('huangpu')!.features[0]!.geometry.coordinates as [number, number][][];
    const east = flat(river[0]!.slice(0, 56));
    const west = flat(river[0]!.slice(56));
    const border = loadMap(join(root, 'shanghai'), true)
      .layers.get('districts')!
      .features.filter(({ properties }) => properties.nameZh === '浦东新区')
      .flatMap(({ geometry }) => flat((geometry.coordinates as [number, number][][])[0]!));
    const offsets: number[] = [];
    for (let i = 0; i < border.length; i += 2) {
      const [x, y] = [border[i]!, border[i + 1]!];
      if (Math.hypot(x, y) > 2500) continue;
      offsets.push(Math.abs(pathDistanceM(east, x, y) - pathDistanceM(west, x, y)));
    }
    expect(offsets.length).toBeGreaterThan(5);
    offsets.sort((a, b) => a - b);
    // Half a kilometre of shift would make this several hundred.
    expect(offsets[offsets.length >> 1]!).toBeLessThan(150);
  });
});
