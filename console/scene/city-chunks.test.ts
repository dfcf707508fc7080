import { buildChunks } from '@chengyun/basemap/chunks/build-chunks.ts';
import { sampleCity } from '@chengyun/basemap/chunks/sample-city.ts';
import type { Feature } from '@chengyun/basemap/geojson.ts';
import type { CityMap } from '@chengyun/basemap/layers.ts';
import { createFrame } from '@chengyun/basemap/project.ts';
import { type BufferAttribute, Mesh } from 'three';
import { describe, expect, it } from 'vitest';
import type { ChunkSource } from './chunk-source.ts';
import { createCityChunks } from './city-chunks.ts';
import { createRoadTable } from './road-table.ts';
import { createSharedUniforms } from './shared-uniforms.ts';
import { tones } from './stroke.ts';
import { createTileChoice } from './tile-choice.ts';

const built = buildChunks(sampleCity(900, 5));
const { chunks: entries } = built.index;

/** Houses, and a road across them in several tiles. */
function cityWithRoad(): CityMap {
  const city = sampleCity(200, 2);
  const road = { id: 'roads', file: 'layers/roads.geojson', role: 'roads', isChunked: true } as const;
  const meta = { ...city.layers.get('houses')!.meta, layer: 'roads' };
  const path = [-900, -300, 300, 900].map((eastM) => {
    const { lonDeg, latDeg } = createFrame(city.manifest.origin).lonLatFromEnu(eastM, 40);
    return [lonDeg, latDeg] as const;
  });
  const feature: Feature = {
    type: 'Feature',
    properties: { id: 'road-long', kind: 'main' },
    geometry: { type: 'LineString', coordinates: path },
  };
  return {
    ...city,
    manifest: { ...city.manifest, layers: [...city.manifest.layers, road] },
    layers: new Map([...city.layers, ['roads', { id: 'roads', role: 'roads', meta, features: [feature] }]]),
  };
}

describe('the choice of tiles', () => {
  const choose = createTileChoice(entries);

  it('is fine near by, coarse far off, and keeps to the draw calls it may spend', () => {
    const near = choose(0, 0, 300);
    const far = choose(0, 60_000, 20_000);
    expect(near.length).toBeLessThanOrEqual(59);
    expect(near.some(({ level }) => level === 0)).toBe(true);
    expect(far.every(({ level }) => level === 2)).toBe(true);
  });

  it('covers every place once', () => {
    const chosen = choose(500, -500, 800);
    const covered = (x: number, y: number): number =>
      chosen.filter(({ level, x: tx, y: ty }) => {
        const sizeM = 500 * 2 ** level;
        return x >= tx * sizeM && x < (tx + 1) * sizeM && y >= ty * sizeM && y < (ty + 1) * sizeM;
      }).length;
    for (let x = -900; x < 900; x += 130) for (let y = -900; y < 900; y += 130) expect(covered(x, y)).toBeLessThan(2);
    expect(covered(50, 50)).toBe(1);
  });
});

describe('the city in tiles', () => {
  const sourceOf = (broken: string | null): ChunkSource => ({
    index: async () => built.index,
    tile: async (file) => {
      if (file === broken) throw new Error('no network');
      return built.files.get(file)!.slice().buffer;
    },
    features: async (file) => JSON.parse(new TextDecoder().decode(built.files.get(file))),
  });
  const settled = async (city: ReturnType<typeof createCityChunks>): Promise<void> => {
    for (let turn = 0; turn < 400 && (city.pending > 0 || city.buildings === 0); turn++) await Promise.resolve();
  };
  const meshes = (city: ReturnType<typeof createCityChunks>): Mesh[] =>
    city.group.children.filter((part): part is Mesh => part instanceof Mesh && part.visible);

  it('appears when all is there, moves on with the camera, and leaves nothing behind', async () => {
    let drawn = 0;
    const city = createCityChunks(sourceOf(null), createSharedUniforms(), createRoadTable(), () => drawn++);
    city.look(0, 0, 400);
    await settled(city);
    expect(city).toMatchObject({ buildings: 900, pending: 0, failed: 0 });
    expect(drawn).toBe(1);
    expect(city.readyMs).toBeGreaterThan(0);
    const close = meshes(city).length;
    expect(close).toBeGreaterThan(3);
    city.look(0, 80_000, 30_000);
    await settled(city);
    expect(drawn).toBe(2);
    expect(meshes(city).length).toBeLessThan(close);
    city.dispose();
  });

  it('colours its roads through the table, by the ids that the table of features gives them', async () => {
    const withRoad = buildChunks(cityWithRoad());
    const table = createRoadTable();
    const source: ChunkSource = {
      index: async () => withRoad.index,
      tile: async (file) => withRoad.files.get(file)!.slice().buffer,
      features: async (file) => JSON.parse(new TextDecoder().decode(withRoad.files.get(file))),
    };
    const city = createCityChunks(source, createSharedUniforms(), table, () => {});
    city.look(0, 0, 400);
    await settled(city);
    const lines = meshes(city).find(({ geometry }) => geometry.getAttribute('aRow'))!;
    const rows = new Set([...lines.geometry.getAttribute('aRow').array].filter((row) => row > 0));
    expect([...rows]).toEqual([1]);
    const tone = (): number => (table.uniform.value.image.data as Uint8Array)[1]!;
    const calm = tone();
    const version = lines.geometry.getAttribute('aA') as BufferAttribute;
    const uploads = version.version;
    expect(table.set([{ id: 'road-long', state: 'closed' }])).toEqual({ changed: false, allKnown: false });
    await city.features();
    expect(tone()).toBe(tones.orange);
    table.set([]);
    expect(tone()).toBe(calm);
    expect(version.version).toBe(uploads);
    city.dispose();
  });

  it('shows what it has when a tile cannot be fetched, and says so', async () => {
    const city = createCityChunks(
      sourceOf(entries.find(({ level }) => level === 0)!.file),
      createSharedUniforms(),
      createRoadTable(),
      () => {},
    );
    city.look(0, 0, 400);
    await settled(city);
    expect(city.failed).toBe(1);
    expect(meshes(city).length).toBeGreaterThan(2);
    city.dispose();
  });
});
