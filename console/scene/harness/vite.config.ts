import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';
import { basemapData } from '../../../basemap/build.ts';
import { chunkFolder } from '../../../basemap/chunks/chunk-index.ts';
import { loadMap } from '../../../basemap/layers.ts';
import { mapFolder } from '../../../basemap/map-config.ts';

const folder = mapFolder(process.env.CHENGYUN_MAP ?? '');

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
        server.middlewares.use('/api/basemap/chunks/', (request, response) => {
          const file = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
          response.end(readFileSync(join(folder, chunkFolder, file)));
        });
      },
    },
  ],
});
