import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';
import { basemapData } from '../../../basemap/build.ts';
import { chunkFolder } from '../../../basemap/chunks/chunk-index.ts';
import { roleShapes } from '../../../basemap/layer-shapes.ts';
import { loadMap } from '../../../basemap/layers.ts';
import type { Role } from '../../../basemap/manifest.ts';
import { mapFolder } from '../../../basemap/map-config.ts';
import type { Domain } from '../../../contracts/index.ts';
import { DOMAINS } from '../../../domains/index.ts';

const folder = mapFolder(process.env.CHENGYUN_MAP ?? '');

/** The layers of a domain as the scene gets them; every fifth station is silent. */
const layersOf = ({ layers, assets }: Domain) =>
  layers
    .filter(({ when }) => when === 'asked')
    .map(({ id, draw, of }) => ({
      ...{ id, draw },
      shapes:
        'role' in of
          ? roleShapes(folder, of.role as Role, of.kinds).map((one) => ({ ...one, isAsset: false, isHollow: false }))
          : assets
              .filter(({ kind }) => kind === of.assets)
              .map((one, i) => ({ id: one.id, path: [one.lonDeg, one.latDeg], isAsset: true, isHollow: i % 5 === 4 })),
    }));

/** Serves the developer page and the baked base map; used by nothing else. */
export default defineConfig({
  plugins: [
    {
      name: 'basemap',
      configureServer(server) {
        server.middlewares.use('/basemap.json', (_request, response) => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(basemapData(loadMap(folder))));
        });
        server.middlewares.use('/layers.json', (request, response) => {
          const domain = new URL(request.url ?? '/', 'http://localhost').searchParams.get('domain');
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(DOMAINS.flatMap((one) => (one.id === domain ? layersOf(one) : []))));
        });
        server.middlewares.use('/api/basemap/chunks/', (request, response) => {
          const file = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
          response.end(readFileSync(join(folder, chunkFolder, file)));
        });
      },
    },
  ],
});
