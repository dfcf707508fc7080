/** Serves the development pages with the real base map: `vite --config console/harness/vite.config.ts`. */
import { basemapData } from '@chengyun/basemap/build.ts';
import { mapFacts } from '@chengyun/basemap/layer-facts.ts';
import { roleShapes } from '@chengyun/basemap/layer-shapes.ts';
import { shippedMap } from '@chengyun/basemap/layers.ts';
import type { Role } from '@chengyun/basemap/manifest.ts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { defineConfig, type Plugin } from 'vite';

const basemapRoute: Plugin = {
  name: 'basemap-route',
  configureServer(server) {
    // The same answers as the console's own, see server/map-routes.ts.
    const answer = (path: string, of: (id: string) => unknown): void => {
      server.middlewares.use(path, (request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(of(request.url?.split('/')[1] ?? '')));
      });
    };
    const layers = DOMAINS.flatMap((domain) => domain.layers.map((layer) => ({ ...layer, domain: domain.id })));
    answer('/api/basemap/road', () => ({ road: null }));
    answer('/api/basemap/facts', () => mapFacts(shippedMap));
    answer('/api/map-layers', (id) => {
      const of = layers.find((layer) => layer.id === id)?.of;
      return id === '' ? layers : of && 'role' in of ? roleShapes(shippedMap, of.role as Role, of.kinds) : [];
    });
    server.middlewares.use('/api/basemap', (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(basemapData()));
    });
  },
};

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  plugins: [basemapRoute],
  server: { host: '127.0.0.1', port: 8790, strictPort: true },
});
