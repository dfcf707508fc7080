import { defineConfig } from 'vite';
import { basemapData } from '../../../basemap/build.ts';

/** Serves the developer page and the baked base map; used by nothing else. */
export default defineConfig({
  plugins: [
    {
      name: 'basemap',
      configureServer(server) {
        server.middlewares.use('/basemap.json', (_request, response) => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify(basemapData()));
        });
      },
    },
  ],
});
