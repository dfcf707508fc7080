import { partitionCounts } from '@chengyun/platform/log/partitions.ts';
import { createPostgresLog } from '@chengyun/platform/log/postgres-log.ts';
import { PRIVACY_SPEC, readPrivacy } from '@chengyun/platform/privacy/privacy-file.ts';
import { runService } from '@chengyun/platform/service/run.ts';
import { migrate } from '@chengyun/platform/store/migrate.ts';
import { DAY_MS } from '@chengyun/platform/store/partitions.ts';
import { createRetention } from '@chengyun/platform/store/retention-job.ts';
import { createStore } from '@chengyun/platform/store/store.ts';
import { createArchive } from './archive.ts';
import { ARCHIVE_SPEC, RETENTION_SPEC } from './config.ts';

const RETENTION_EVERY_MS = 3_600_000;

await runService('archive', async ({ config, env, databaseUrl, clock, logger, metrics }) => {
  const partitions = partitionCounts(env);
  const store = await createStore({
    ...{ databaseUrl: databaseUrl(), clock, logger },
    poolMax: (partitions.telemetry ?? 1) + 4,
  });
  await migrate(store);
  const log = createPostgresLog(store, { partitions });
  const keep = config(RETENTION_SPEC);
  const archive = createArchive(config(ARCHIVE_SPEC), { log, store, logger, metrics });
  const retention = createRetention(
    {
      keepLogMs: keep.CHENGYUN_KEEP_LOG_DAYS * DAY_MS,
      keepObservationsMs: keep.CHENGYUN_KEEP_OBSERVATIONS_DAYS * DAY_MS,
      keepForecastsMs: keep.CHENGYUN_KEEP_FORECASTS_DAYS * DAY_MS,
      everyMs: RETENTION_EVERY_MS,
    },
    { store, log, clock, logger, privacy: readPrivacy(config(PRIVACY_SPEC).CHENGYUN_PRIVACY) },
  );
  const start = async () => {
    await archive.start();
    await retention.start();
  };
  const stop = async () => {
    await retention.stop();
    await archive.stop();
    await log.close();
    await store.close();
  };
  return { start, stop, ready: archive.ready };
});
