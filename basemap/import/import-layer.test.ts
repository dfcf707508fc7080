import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadMap } from '../layers.ts';
import { createFrame } from '../project.ts';
import { type ImportOptions, type ImportReport, importLayer } from './import-layer.ts';
import { feature, polygon, square, writeGeoJson, writeOsm, writeShapefile, writeTileset } from './test-files.ts';

const folders: string[] = [];
let folder = '';
let map = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chengyun-map-'));
  folders.push(folder);
  map = join(folder, 'city');
});
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

const bring = (file: string, more: Partial<ImportOptions> = {}): Promise<ImportReport> =>
  importLayer(
    { file, map, layer: 'houses', role: 'buildings', source: 'the test', licence: 'CC0-1.0', datum: 'wgs84', ...more },
    () => {},
  );
const geo = (features: readonly unknown[], more: object = {}): string =>
  writeGeoJson(join(folder, 'new.geojson'), features, more);
const layerOf = (id: string) => loadMap(map, true).layers.get(id)!;

describe('each format', () => {
  it('GeoJSON: multi-polygons in parts, names by their script, heights found, progress to the end', async () => {
    const told: number[] = [];
    const multi = { type: 'MultiPolygon', coordinates: [[square(121.5, 31.2)], [square(121.51, 31.2)]] };
    const file = geo([feature(multi, { name: '仓库', height: '24.5' }), polygon(square(121.52, 31.2), { floors: 10 })]);
    const report = await importLayer(
      { file, map, layer: 'houses', role: 'buildings', source: 's', licence: 'l', datum: 'wgs84' },
      (done, total) => told.push(done / total),
    );
    expect(report).toMatchObject({
      refused: null,
      read: 2,
      layers: [{ id: 'houses', role: 'buildings', features: 3 }],
    });
    expect(told.at(-1)).toBe(1);
    const [first, second, third] = layerOf('houses').features;
    expect(first!.properties).toMatchObject({ id: 'houses-1', nameZh: '仓库', nameEn: '', heightM: 24.5 });
    expect(second!.properties.id).toBe('houses-1-2');
    expect(third!.properties.heightM).toBe(32);
    expect(layerOf('houses').meta).toMatchObject({ datum: 'WGS84', fromDatum: 'wgs84', licence: 'l' });
    expect(loadMap(map).manifest.credits).toEqual(['s (l)']);
  });

  it('a plain list of polygons with heights, cut anywhere into pieces', async () => {
    const path = join(folder, 'rows.json');
    const rows = Array.from({ length: 40 }, (_, i) => ({
      height: i + 3,
      note: '"}]{',
      polygon: square(121.5 + i / 500, 31.2),
    }));
    writeFileSync(path, JSON.stringify(rows, null, 1));
    expect((await bring(path)).layers).toEqual([{ id: 'houses', role: 'buildings', features: 40 }]);
    expect(layerOf('houses').features[7]!.properties.heightM).toBe(10);
  });

  it('GeoJSON in GCJ-02: the tower ends at its true place', async () => {
    const tower = feature({ type: 'Point', coordinates: [121.505726973, 31.233479579] }, { name: '上海中心' });
    expect((await bring(geo([tower]), { datum: 'gcj02', role: 'places', layer: 'towers' })).refused).toBeNull();
    const { geometry } = layerOf('towers').features[0]!;
    const [lon, lat] = geometry.coordinates as [number, number];
    const { xM, yM } = createFrame({ lonDeg: 121.5013, latDeg: 31.2355 }).enuFromLonLat(lon, lat);
    expect(Math.hypot(xM, yM)).toBeLessThan(5);
  });

  it('CityJSON: a solid of triangles becomes a footprint with its height, in the datum it names', async () => {
    const path = join(folder, 'box.json');
    const v = (x: number, y: number, z: number) => [x * 1000, y * 1000, z * 1000];
    const low = [v(0, 0, 0), v(10, 0, 0), v(10, 6, 0), v(0, 6, 0)];
    const high = [v(0, 0, 9), v(10, 0, 9), v(10, 6, 9), v(0, 6, 9)];
    const faces = [
      [4, 5, 6],
      [4, 6, 7],
      [2, 1, 0],
      [3, 2, 0],
      [0, 1, 5],
      [0, 5, 4],
      [1, 2, 6],
      [1, 6, 5],
      [2, 3, 7],
      [2, 7, 6],
      [3, 0, 4],
      [3, 4, 7],
    ];
    writeFileSync(
      path,
      JSON.stringify({
        type: 'CityJSON',
        version: '2.0',
        metadata: { referenceSystem: 'https://www.opengis.net/def/crs/EPSG/0/7415' },
        transform: { scale: [0.001, 0.001, 0.001], translate: [84_700, 447_500, 0] },
        vertices: [...low, ...high],
        CityObjects: {
          b1: { type: 'Building', geometry: [{ type: 'Solid', lod: '1', boundaries: [faces.map((f) => [f])] }] },
        },
      }),
    );
    const report = await importLayer({ file: path, map, layer: 'delft', source: 's', licence: 'l' }, () => {});
    expect(report).toMatchObject({ format: 'CityJSON 2.0', datum: 'RD New + NAP height', refused: null });
    const [only] = layerOf('delft-buildings').features;
    expect(only!.properties).toMatchObject({ id: 'b1', heightM: 9, baseM: 0 });
    const ring = (only!.geometry.coordinates as [number, number][][])[0]!;
    expect(ring).toHaveLength(5);
    // Delft, and ten metres wide.
    expect(ring[0]![0]).toBeCloseTo(4.36, 1);
    expect(ring[0]![1]).toBeCloseTo(52.01, 1);
  });

  it('OSM extract: closed ways with a building tag, roads by class, what nobody draws left out', async () => {
    const nodes = square(7.42, 43.73)
      .slice(0, 4)
      .map(([lon, lat], i) => [i + 1, lon, lat] as const);
    const path = writeOsm(join(folder, 'small.osm.pbf'), nodes, [
      { id: 10, refs: [1, 2, 3, 4, 1], tags: { building: 'yes', 'building:levels': '5' } },
      { id: 11, refs: [1, 3], tags: { highway: 'primary', name: 'Rue' } },
      { id: 12, refs: [2, 4], tags: { barrier: 'fence' } },
    ]);
    const report = await importLayer({ file: path, map, layer: 'osm', source: 's', licence: 'ODbL-1.0' }, () => {});
    expect(report.layers).toEqual([
      { id: 'osm-buildings', role: 'buildings', features: 1 },
      { id: 'osm-roads', role: 'roads', features: 1 },
    ]);
    expect(layerOf('osm-buildings').features[0]!.properties).toMatchObject({ id: 'w10', heightM: 16 });
    expect(layerOf('osm-roads').features[0]!.properties).toMatchObject({ kind: 'main', nameEn: 'Rue' });
    expect(loadMap(map).manifest.credits).toEqual(['© OpenStreetMap contributors, ODbL']);
  });

  it('Shapefile: geometry and UTF-8 names, refused without a datum', async () => {
    const path = writeShapefile(folder, 'park', square(121.5, 31.2), '世纪公园');
    const options = { file: path, map, layer: 'parks', role: 'parks', source: 's', licence: 'l' };
    await expect(importLayer(options, () => {})).rejects.toThrow(
      'park.shp does not say its datum, so it is refused: name it with --datum (wgs84, cgcs2000, gcj02, bd09 or epsg:NNNN).',
    );
    expect((await importLayer({ ...options, datum: 'cgcs2000' }, () => {})).refused).toBeNull();
    expect(layerOf('parks').features[0]!.properties.nameZh).toBe('世纪公园');
  });

  it.each(['glb', 'b3dm'] as const)('3D Tiles with %s: the box stands where its tileset puts it', async (kind) => {
    const path = await writeTileset(folder, [4.36, 52.01], 20, 33, kind);
    expect(
      (await importLayer({ file: path, map, layer: 'tiles', source: 's', licence: 'l' }, () => {})).refused,
    ).toBeNull();
    const [only] = layerOf('tiles-buildings').features;
    expect(only!.properties.heightM).toBeCloseTo(33, 1);
    const frame = createFrame({ lonDeg: 4.36, latDeg: 52.01 });
    for (const [lon, lat] of (only!.geometry.coordinates as [number, number][][])[0]!) {
      const { xM, yM } = frame.enuFromLonLat(lon, lat);
      expect(Math.abs(xM)).toBeCloseTo(10, 1);
      expect(Math.abs(yM)).toBeCloseTo(10, 1);
    }
  });
});

describe('bad map data', () => {
  const bow = [
    [121.5, 31.2],
    [121.501, 31.201],
    [121.501, 31.2],
    [121.5, 31.201],
    [121.5, 31.2],
  ] as const;
  const houses = Array.from({ length: 30 }, (_, i) =>
    polygon(square(121.5 + i * 0.002, 31.2), { name: `楼${i}`, heightM: 20 }),
  );
  let before = '';
  beforeEach(async () => {
    expect((await bring(geo(houses))).refused).toBeNull();
    before = readFileSync(join(map, 'layers', 'houses.geojson'), 'utf8') + readFileSync(join(map, 'map.json'), 'utf8');
  });
  const stays = (): void => {
    const now =
      readFileSync(join(map, 'layers', 'houses.geojson'), 'utf8') + readFileSync(join(map, 'map.json'), 'utf8');
    expect(now).toBe(before);
    expect(existsSync(join(map, 'layers', 'houses.geojson.part'))).toBe(false);
  };

  it('self-crossing polygons: named with the place, the old map stays; or left out when asked to', async () => {
    const report = await bring(geo([polygon(bow, { id: 'bow' }), ...houses]));
    expect(report.refused).toBe(
      'new.geojson was not imported and the map is as it was: 1 of 31 features are faulty; mend them, or leave them out with --skip-bad.',
    );
    expect(report.findings).toEqual([
      {
        kind: 'crossing',
        count: 1,
        examples: [{ feature: 'feature bow', says: 'its outline crosses itself at 121.500500, 31.200500' }],
      },
    ]);
    stays();
    expect((await bring(geo([polygon(bow), ...houses]), { skipBad: true })).layers[0]!.features).toBe(30);
    expect((await bring(geo([...Array(9).fill(polygon(bow)), ...houses]), { skipBad: true })).refused).toContain(
      '9 of 39 features are faulty, more than a tenth.',
    );
  });

  it('a wrong datum: half a kilometre off from things of the same name', async () => {
    const shifted = houses.map((one) => {
      const ring = one.geometry as unknown as { coordinates: [number, number][][] };
      return polygon(
        ring.coordinates[0]!.map(([x, y]) => [x + 0.00442, y - 0.00202] as const),
        one.properties,
      );
    });
    const report = await bring(geo(shifted), { layer: 'again' });
    expect(report.refused).toMatch(
      /^new\.geojson was not imported and the map is as it was: its datum is wrong: read as WGS84 it lies \d+ m from \d+ things of the same name, read as GCJ-02 \d+ m; say --datum gcj02, or --trust-datum to take it as it is\.$/,
    );
    stays();
    expect((await bring(geo(shifted), { layer: 'again', datum: 'gcj02' })).refused).toBeNull();
  });

  it('swapped axes: beyond the poles, and in another part of the world', async () => {
    const flipped = houses.map((one) => {
      const ring = (one.geometry as { coordinates: [number, number][][] }).coordinates[0]!;
      return polygon(ring.map(([x, y]) => [y, x] as const));
    });
    expect((await bring(geo(flipped))).refused).toBe(
      'new.geojson was not imported and the map is as it was: its axes are swapped: as given it lies outside of WGS84, with x and y exchanged it lies inside.',
    );
    stays();
    const delft = join(folder, 'delft');
    expect((await bring(geo([polygon(square(4.36, 52.01))]), { map: delft })).refused).toBeNull();
    const other = await bring(geo([polygon(square(52.01, 4.36))]), { map: delft, layer: 'more' });
    expect(other.refused).toMatch(
      /its axes are swapped: as given it lies \d+ km from the map, with x and y exchanged on it\.$/,
    );
  });

  it('another city: refused with the distance', async () => {
    expect((await bring(geo([polygon(square(4.36, 52.01))]), { layer: 'far' })).refused).toMatch(
      /it lies \d+ km from the map, around 4\.36\d, 52\.01/,
    );
    stays();
  });

  it('NaN: as a word in the text, as null, and as a double in a Shapefile', async () => {
    const text = JSON.stringify({ type: 'FeatureCollection', features: houses }).replace('121.502', 'NaN');
    const path = join(folder, 'nan.geojson');
    writeFileSync(path, text);
    const report = await bring(path);
    expect(report.findings[0]!.examples[0]).toEqual({
      feature: 'feature 2',
      says: 'holds NaN, which is no number in JSON',
    });
    expect(report.refused).toContain('1 of 30 features are faulty');
    const withNull = polygon([[null as unknown as number, 31.2], ...square(121.5, 31.2)]);
    expect((await bring(geo([withNull, ...houses]))).findings[0]).toMatchObject({ kind: 'number', count: 1 });
    const shape = writeShapefile(folder, 'bad', [[Number.NaN, 31.2], ...square(121.5, 31.2).slice(1)], 'x');
    expect((await bring(shape)).refused).toContain('1 of 1 features are faulty');
    stays();
  });

  it('a file of 2 GB: refused by its size before a byte is read', async () => {
    for (const [name, limit] of [
      ['huge.geojson', '1,024'],
      ['huge.osm.pbf', '1,024'],
      ['huge.shp', '1,024'],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, '');
      truncateSync(path, 2 * 1024 ** 3);
      await expect(bring(path)).rejects.toThrow(
        `${name} has 2,048 MiB, at most ${limit} MiB of this format are read: cut it to the city first`,
      );
    }
    stays();
  });

  it('zeros, a cut file and an empty one: one sentence each', async () => {
    const path = join(folder, 'x.geojson');
    writeFileSync(path, '');
    truncateSync(path, 300 * 1024 ** 2);
    await expect(bring(path)).rejects.toThrow('x.geojson is not valid JSON: it does not begin like JSON.');
    writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: houses }).slice(0, -40));
    await expect(bring(path)).rejects.toThrow('x.geojson is not valid JSON: it ends in the middle.');
    writeFileSync(path, '');
    await expect(bring(path)).rejects.toThrow('x.geojson is empty.');
    writeFileSync(join(folder, 'x.osm.pbf'), 'nothing of the kind');
    await expect(bring(join(folder, 'x.osm.pbf'))).rejects.toThrow('x.osm.pbf is no OSM extract, or it is cut off.');
    stays();
  });

  it('unclosed outlines, no area, absurd heights: each by its name', async () => {
    const open = polygon(square(121.5, 31.2).slice(0, 4));
    const flat = polygon([
      [121.5, 31.2],
      [121.501, 31.2],
      [121.502, 31.2],
      [121.5, 31.2],
    ]);
    const tall = polygon(square(121.5, 31.2), { heightM: 4200 });
    const report = await bring(geo([open, flat, tall, ...houses]));
    expect(report.findings.map(({ kind }) => kind)).toEqual(['unclosed', 'empty', 'height']);
    stays();
  });

  it('a file of DataV that is called WGS84', async () => {
    const outline = polygon(square(121.5, 31.2, 0.01), {
      adcode: 310115,
      acroutes: [100000, 310000],
      name: '浦东新区',
    });
    expect((await bring(geo([outline]), { role: 'boundaries', layer: 'districts' })).refused).toContain(
      'its datum is wrong: features with adcode and acroutes come from DataV, whose outlines are in GCJ-02',
    );
    stays();
  });
});
