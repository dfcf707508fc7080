/** Serves the development pages with the real base map: `vite --config console/harness/vite.config.ts`. */
import { basemapData } from '@chengyun/basemap/build.ts';
import { defineConfig, type Plugin } from 'vite';

const basemapRoute: Plugin = {
  name: 'basemap-route',
  configureServer(server) {
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
