import { portOf } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains';
import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { PRIVACY_SPEC, readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { INGEST_SPEC } from './config.ts';
import { createDownlinkSource } from './downlink-source.ts';
import { createQuarantineStore } from './quarantine-store.ts';
import { createRegistrySource } from './registry-source.ts';
import { createIngest } from './service.ts';

await runService('ingest', async ({ config, env, databaseUrl, basePort, clock, logger, metrics }) => {
  const partitions = partitionCounts(env);
  // One connection for each partition's append, and some for quarantine, registry and reading.
  const poolMax = (partitions.telemetry ?? 1) + 4;
  const store = await createStore({ databaseUrl: databaseUrl(), poolMax, clock, logger });
  await migrate(store);
  const log = createPostgresLog(store, { partitions });
  const ingest = createIngest(
    { ...config(INGEST_SPEC), host: '127.0.0.1', port: portOf('mqtt', basePort) },
    {
      ...{ log, clock, logger, metrics, standards: metricStandards() },
      collects: readPrivacy(config(PRIVACY_SPEC).CHENGYUN_PRIVACY),
      quarantineStore: createQuarantineStore(store),
      registrySource: (registry, onReplaced) => createRegistrySource({ store, registry, logger, onReplaced }),
      downlinkSource: (replace) => createDownlinkSource({ store, clock, logger, replace }),
      owner: `ingest ${process.pid}`,
    },
  );
  const stop = async () => {
    await ingest.stop();
    await log.close();
    await store.close();
  };
  return { start: ingest.start, stop, ready: ingest.ready, routes: ingest.routes };
});
