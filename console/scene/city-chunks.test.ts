import { buildChunks } from '@chengyun/basemap/chunks/build-chunks.ts';
import { sampleCity } from '@chengyun/basemap/chunks/sample-city.ts';
import { Mesh } from 'three';
import { describe, expect, it } from 'vitest';
import type { ChunkSource } from './chunk-source.ts';
import { createCityChunks } from './city-chunks.ts';
import { createRoadTable } from './road-table.ts';
import { createSharedUniforms } from './shared-uniforms.ts';
import { createTileChoice } from './tile-choice.ts';

const built = buildChunks(sampleCity(900, 5));
const { chunks: entries } = built.index;

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
