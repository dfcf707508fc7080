import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildChunks } from '@chengyun/basemap/chunks/build-chunks.ts';
import { sampleCity } from '@chengyun/basemap/chunks/sample-city.ts';
import { writeChunks } from '@chengyun/basemap/chunks/write-chunks.ts';
import { shippedMap } from '@chengyun/basemap/layers.ts';
import { isRole } from '@chengyun/basemap/manifest.ts';
import { writeMap } from '@chengyun/basemap/write-map.ts';
import type { LayerShape, MapLayerView } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import Fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { mapRoutes } from './map-routes.ts';
import type { Session } from './sessions.ts';

const folder = mkdtempSync(join(tmpdir(), 'chengyun-map-'));
const city = sampleCity(60, 1);
writeMap(folder, city);
const built = buildChunks(city);
writeChunks(folder, built);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const appFor = (role: Session['role'] | null, place = folder) => {
  const app = Fastify();
  app.decorateRequest('session', null);
  app.addHook('preHandler', async (request) => {
    request.session = role === null ? null : ({ role } as Session);
  });
  mapRoutes(app, place, DOMAINS);
  return app;
};

test('tiles go out byte by byte to who is signed in, and may be kept for ever', async () => {
  const [tile] = built.index.chunks;
  const answer = await appFor('wall').inject(`/api/basemap/chunks/${tile!.file}`);
  expect(answer.statusCode).toBe(200);
  expect(answer.rawPayload.equals(Buffer.from(built.files.get(tile!.file)!))).toBe(true);
  expect(answer.headers['cache-control']).toContain('immutable');
  const index = await appFor('wall').inject('/api/basemap/chunks/index.json?v=1');
  expect(index.json()).toMatchObject({ buildings: 60, version: built.index.version });
  expect(index.headers['cache-control']).toContain('no-cache');
});

test('nobody else gets them, and no path leads out of the folder', async () => {
  expect((await appFor(null).inject('/api/basemap/chunks/index.json')).statusCode).toBe(401);
  for (const file of ['..%2Fmap.json', 'map.json', '0_0_0.000000000000.bin']) {
    expect((await appFor('wall').inject(`/api/basemap/chunks/${file}`)).statusCode, file).toBe(404);
  }
});

test('a layer is fetched by its name in the manifest', async () => {
  const layer = await appFor('operator').inject('/api/basemap/layers/houses');
  expect(layer.json().features).toHaveLength(60);
  expect((await appFor('operator').inject('/api/basemap/layers/nothing')).json().error.message).toBe(
    'The map has no layer nothing.',
  );
});

test('every feature is named with its layer, and every layer with its source', async () => {
  const { layers, features } = (await appFor('operator').inject('/api/basemap/facts')).json();
  expect(layers).toEqual([
    { id: 'houses', role: 'buildings', source: 'made up', licence: 'Apache-2.0', confidence: 'C', schematic: false },
  ]);
  expect(features).toHaveLength(60);
  expect(features[7]).toMatchObject({ id: 'house-7', layer: 'houses', role: 'buildings' });
  expect((await appFor(null).inject('/api/basemap/facts')).statusCode).toBe(401);
});

test('every layer of a domain that shows the map has something to show on the one that is shipped', async () => {
  const app = appFor('wall', shippedMap);
  const layers: MapLayerView[] = (await app.inject('/api/map-layers')).json();
  expect(layers.map(({ id }) => id)).toEqual(DOMAINS.flatMap((domain) => domain.layers.map(({ id }) => id)));
  for (const { id, of, draw } of layers) {
    if (!('role' in of)) continue;
    expect(isRole(of.role), id).toBe(true);
    const shapes: LayerShape[] = (await app.inject(`/api/map-layers/${id}/shapes`)).json();
    expect(shapes.length, id).toBeGreaterThan(0);
    const pairs = draw.as === 'dots' ? 1 : draw.as === 'fill' ? 4 : 2;
    for (const { path } of shapes) expect(path.length / 2, id).toBeGreaterThanOrEqual(pairs);
    if (draw.as === 'dots') for (const { path } of shapes) expect(path, id).toHaveLength(2);
  }
  expect((await app.inject('/api/map-layers/flood.nothing/shapes')).statusCode).toBe(404);
});

test('a place has the road beside it, or none', async () => {
  const app = appFor('wall', shippedMap);
  const road = async (lonDeg: number, latDeg: number) =>
    (await app.inject(`/api/basemap/road?lonDeg=${lonDeg}&latDeg=${latDeg}`)).json().road;
  const { features } = (await app.inject('/api/basemap/facts')).json();
  const roads = features.flatMap(({ id, role }: { id: string; role: string }) => (role === 'roads' ? [id] : []));
  // Where the traffic domain watches Century Avenue.
  expect(roads).toContain(await road(121.5225, 31.23));
  expect(await road(122.6, 31.23)).toBeNull();
  expect((await app.inject('/api/basemap/road?lonDeg=east')).statusCode).toBe(400);
});
