import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { createArchive } from './archive.ts';
import { ARCHIVE_SPEC } from './config.ts';

await runService('archive', async ({ config, env, databaseUrl, clock, logger, metrics }) => {
  const partitions = partitionCounts(env);
  const store = await createStore({
    ...{ databaseUrl: databaseUrl(), clock, logger },
    poolMax: (partitions.telemetry ?? 1) + 4,
  });
  await migrate(store);
  const log = createPostgresLog(store, { partitions });
  const archive = createArchive(config(ARCHIVE_SPEC), { log, store, logger, metrics });
  const stop = async () => {
    await archive.stop();
    await log.close();
    await store.close();
  };
  return { start: archive.start, stop, ready: archive.ready };
});
