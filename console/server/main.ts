import { fileURLToPath } from 'node:url';
import { basemapData } from '@chengyun/basemap/build.ts';
import { loadMap } from '@chengyun/basemap/layers.ts';
import { MAP_SPEC, mapFolder } from '@chengyun/basemap/map-config.ts';
import { portOf } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { PRIVACY_SPEC, readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { CONSOLE_SPEC, consoleConfig } from './config.ts';
import { createConsole } from './console.ts';

await runService('console', async (context) => {
  const { clock, logger, metrics, health, basePort, dataDir } = context;
  const config = consoleConfig(context.config(CONSOLE_SPEC), {
    ...{ basePort, dataDir, port: portOf('console', basePort) },
    privacy: readPrivacy(context.config(PRIVACY_SPEC).CHENGYUN_PRIVACY),
    distDir: fileURLToPath(new URL('../dist', import.meta.url)),
  });
  const folder = mapFolder(context.config(MAP_SPEC).CHENGYUN_MAP);
  const store = await createStore({ databaseUrl: context.databaseUrl(), clock, logger });
  const log = createPostgresLog(store, { partitions: partitionCounts(context.env) });
  const service = createConsole(config, {
    ...{ store, log, clock, logger, metrics, health, domains: DOMAINS },
    basemap: async () => basemapData(loadMap(folder)),
    mapFolder: folder,
    announce: (accounts) => process.stdout.write(`${JSON.stringify({ event: 'accounts-created', accounts })}\n`),
    onFailure: (error) => {
      throw error;
    },
  });
  return {
    ...service,
    stop: async () => {
      await service.stop();
      await log.close();
      await store.close();
    },
  };
});
